// Package markup holds the test corpus of diff.Parse: markup as authors write it, and the expected
// results.
//
// Each file is a txtar archive. A case has two sections, its input and its result:
//
//	-- name.html --         the markup, without the section's final line break
//	-- name.quoted --       or the markup as a Go string, if it contains invisible bytes
//	-- name.tree --         accepted: the tree in canonical form (quoted if the input is)
//	-- name.rejected --      rejected: the position and parts of the message
//
// The first line of a rejected section is "at " and the beginning of the markup at the error's
// offset, or "at" alone for the end of the markup. Each further line is a part of the message.
//
// The trees are those of Chromium: the browser tests run the same cases, and write the trees with
// -update-markup.
package markup

import (
	"embed"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

//go:embed *.txtar
var files embed.FS

// A Case is one input and its expected result.
type Case struct {
	File string // "table-children.txtar"
	Name string // "tr-in-table"
	HTML string
	Tree string // canonical form, unless rejected

	Rejected bool
	At       string   // markup at the offset of the error; "" is the end
	Messages []string // parts of the message
}

func (c Case) String() string { return strings.TrimSuffix(c.File, ".txtar") + "/" + c.Name }

// Cases returns all cases, sorted by file.
func Cases() ([]Case, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var all []Case
	for _, e := range entries {
		data, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		cases, err := parse(e.Name(), data)
		if err != nil {
			return nil, fmt.Errorf("markup: read %s: %w", e.Name(), err)
		}
		all = append(all, cases...)
	}
	return all, nil
}

func parse(file string, data []byte) ([]Case, error) {
	sections := txtar.Parse(data).Files
	if len(sections)%2 != 0 {
		return nil, fmt.Errorf("odd number of sections: %d", len(sections))
	}
	var cases []Case
	for i := 0; i < len(sections); i += 2 {
		c, err := parseCase(sections[i], sections[i+1])
		if err != nil {
			return nil, err
		}
		c.File = file
		cases = append(cases, c)
	}
	return cases, nil
}

// parseCase returns the case with the given input and result sections.
func parseCase(in, out txtar.File) (c Case, err error) {
	c.Name = strings.TrimSuffix(in.Name, path.Ext(in.Name))
	if c.Name != strings.TrimSuffix(out.Name, path.Ext(out.Name)) {
		return c, fmt.Errorf("%s is followed by %s", in.Name, out.Name)
	}
	unquote := func(s string) (string, error) { return s, nil }
	switch path.Ext(in.Name) {
	case ".html":
	case ".quoted":
		unquote = strconv.Unquote
	default:
		return c, fmt.Errorf("%s is neither .html nor .quoted", in.Name)
	}
	if c.HTML, err = unquote(strings.TrimSuffix(string(in.Data), "\n")); err != nil {
		return c, fmt.Errorf("%s: %w", in.Name, err)
	}
	result := strings.TrimRight(string(out.Data), "\n")
	switch path.Ext(out.Name) {
	case ".tree":
		c.Tree, err = unquote(result)
	case ".rejected":
		c.Rejected = true
		lines := strings.Split(result, "\n")
		at, ok := strings.CutPrefix(lines[0]+" ", "at ")
		if !ok || len(lines) < 2 {
			return c, fmt.Errorf("%s must contain \"at …\" and a part of the message", out.Name)
		}
		c.Messages = lines[1:]
		c.At, err = unquote(strings.TrimSuffix(at, " "))
	default:
		return c, fmt.Errorf("%s is neither .tree nor .rejected", out.Name)
	}
	if err != nil {
		return c, fmt.Errorf("%s: %w", out.Name, err)
	}
	return c, nil
}
