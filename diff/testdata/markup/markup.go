// Package markup is the corpus of diff.Parse: markup as people write it, and what becomes of it.
//
// Each file is a txtar archive. A case is two sections, its input and its outcome:
//
//	-- name.html --         the markup, without the section's last line break
//	-- name.quoted --       … or the markup as a Go string, where bytes cannot be seen
//	-- name.tree --         accepted: the tree in canonical form (quoted if the input is)
//	-- name.refused --      refused: where, and what the message says
//
// The first line of a refusal is "at " and the beginning of the markup at the error's offset; each further line is a part
// of the message; "at" alone is the end.
//
// The trees are Chromium's: the browser suite runs the same cases, and writes the trees with -update-markup.
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

// A Case is one construct.
type Case struct {
	File string // "b-table-children.txtar"
	Name string // "tr-in-table"
	HTML string
	Tree string // canonical form; if not refused

	Refused bool
	At      string   // what stands at the offset of the error; "" is the end
	Says    []string // what the message contains
}

func (c Case) String() string { return strings.TrimSuffix(c.File, ".txtar") + "/" + c.Name }

// Cases returns the corpus, in order.
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
			return nil, fmt.Errorf("read corpus %s: %w", e.Name(), err)
		}
		all = append(all, cases...)
	}
	return all, nil
}

func parse(file string, data []byte) ([]Case, error) {
	sections := txtar.Parse(data).Files
	if len(sections)%2 != 0 {
		return nil, fmt.Errorf("%d sections are no pairs", len(sections))
	}
	var cases []Case
	for i := 0; i < len(sections); i += 2 {
		c, err := pair(sections[i], sections[i+1])
		if err != nil {
			return nil, err
		}
		c.File = file
		cases = append(cases, c)
	}
	return cases, nil
}

// pair makes a case of its input and its outcome.
func pair(in, out txtar.File) (c Case, err error) {
	c.Name = strings.TrimSuffix(in.Name, path.Ext(in.Name))
	if c.Name != strings.TrimSuffix(out.Name, path.Ext(out.Name)) {
		return c, fmt.Errorf("%s is followed by %s", in.Name, out.Name)
	}
	read := func(s string) (string, error) { return s, nil }
	switch path.Ext(in.Name) {
	case ".html":
	case ".quoted":
		read = strconv.Unquote
	default:
		return c, fmt.Errorf("%s is neither .html nor .quoted", in.Name)
	}
	if c.HTML, err = read(strings.TrimSuffix(string(in.Data), "\n")); err != nil {
		return c, fmt.Errorf("%s: %w", in.Name, err)
	}
	outcome := strings.TrimRight(string(out.Data), "\n")
	switch path.Ext(out.Name) {
	case ".tree":
		c.Tree, err = read(outcome)
	case ".refused":
		c.Refused = true
		lines := strings.Split(outcome, "\n")
		at, ok := strings.CutPrefix(lines[0]+" ", "at ")
		if !ok || len(lines) < 2 {
			return c, fmt.Errorf("%s: want \"at …\" and a part of the message", out.Name)
		}
		c.Says = lines[1:]
		c.At, err = read(strings.TrimSuffix(at, " "))
	default:
		return c, fmt.Errorf("%s is neither .tree nor .refused", out.Name)
	}
	if err != nil {
		return c, fmt.Errorf("%s: %w", out.Name, err)
	}
	return c, nil
}
