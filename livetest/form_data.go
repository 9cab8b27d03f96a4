package livetest

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A File is a file that a test chooses for an input: see [Form.SetFiles].
type File struct {
	Name    string
	Type    string // media type. Zero means application/octet-stream
	Content []byte
}

// A formEntry is a name and a value of the data of a form.
type formEntry struct {
	name, value string
	file        *File // nil if the entry has a value
}

const multipartType = "multipart/form-data"

// sendsFiles reports whether a browser submits a form itself, although it is live: it has an input of files, and an
// encoding with which they are sent.
func sendsFiles(controls []*goquery.Selection, form, button *goquery.Selection) bool {
	isFile := func(e *goquery.Selection) bool { return controlType(e) == "file" }
	return submitProperty(form, button, "method", "get") == "post" && submitProperty(form, button, "enctype", "") == multipartType &&
		slices.ContainsFunc(controls, isFile)
}

// entries returns the data of the controls that a binding on bound covers, as a browser constructs it. button is the one
// that submits a form, or nil.
func (d *document) entries(bound, button *goquery.Selection) (all []formEntry) {
	add := func(name, value string) { all = append(all, formEntry{name: name, value: value}) }
	for _, e := range d.controls(bound) {
		name := attr(e, "name")
		if isDisabled(e) || closest(e, "datalist") != nil {
			continue
		}
		switch controlType(e) {
		case "button", "reset":
			continue
		case "submit", "image":
			if !sameNode(e, button) {
				continue
			}
		}
		if controlType(e) == "image" { // its value is where the user has clicked
			if name != "" {
				name += "."
			}
			add(name+"x", "0")
			add(name+"y", "0")
			continue
		}
		if name == "" {
			continue
		}
		if controlType(e) == "file" {
			all = append(all, d.files(e)...)
			continue
		}
		for _, value := range d.values(e) {
			if controlType(e) == "hidden" && strings.EqualFold(name, "_charset_") {
				value = "UTF-8"
			}
			add(name, value)
		}
		if dir := attr(e, "dirname"); dir != "" && hasDirection(e) {
			add(dir, directionOf(e))
		}
	}
	return all
}

// files returns the entries of an input of files. Without a file it has an empty one.
func (d *document) files(e *goquery.Selection) (all []formEntry) {
	name := attr(e, "name")
	for _, f := range d.entered[d.keyOf(e)].files {
		all = append(all, formEntry{name: name, file: &f})
	}
	if len(all) == 0 {
		all = append(all, formEntry{name: name, file: &File{}})
	}
	return all
}

// hasDirection reports whether a control sends the direction of its text.
func hasDirection(e *goquery.Selection) bool {
	return e.Is("textarea") || e.Is("input") && slices.Contains([]string{
		"hidden", "text", "search", "tel", "url", "email", "password", "submit", "reset", "button",
	}, controlType(e))
}

// directionOf returns the direction of an element, unless it depends on its text.
func directionOf(e *goquery.Selection) string {
	for ; e.Length() > 0; e = e.Parent() {
		if dir := strings.ToLower(attr(e, "dir")); dir == "ltr" || dir == "rtl" {
			return dir
		}
	}
	return "ltr"
}

// encodeForm returns the body of a POST with entries in an encoding: the enctype of a form.
func encodeForm(entries []formEntry, encoding string) requestBody {
	if encoding == multipartType {
		return encodeMultipart(entries)
	}
	return requestBody{"application/x-www-form-urlencoded", encodeURL(entries)}
}

// encodeURL returns entries as application/x-www-form-urlencoded, in their order. A file is its name.
func encodeURL(entries []formEntry) string {
	var pairs []string
	for _, e := range entries {
		value := withLineBreaks(e.value)
		if e.file != nil {
			value = e.file.Name
		}
		pairs = append(pairs, url.QueryEscape(withLineBreaks(e.name))+"="+url.QueryEscape(value))
	}
	return strings.Join(pairs, "&")
}

func encodeMultipart(entries []formEntry) requestBody {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	escape := strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")
	for _, e := range entries {
		disposition := fmt.Sprintf(`form-data; name="%s"`, escape.Replace(withLineBreaks(e.name)))
		header, content := textproto.MIMEHeader{}, []byte(withLineBreaks(e.value))
		if e.file != nil {
			disposition += fmt.Sprintf(`; filename="%s"`, escape.Replace(e.file.Name))
			header.Set("Content-Type", e.file.mediaType())
			content = e.file.Content
		}
		header.Set("Content-Disposition", disposition)
		part, _ := w.CreatePart(header) // a bytes.Buffer never fails
		_, _ = part.Write(content)
	}
	_ = w.Close()
	return requestBody{w.FormDataContentType(), b.String()}
}

func (f *File) mediaType() string {
	if f.Type == "" {
		return "application/octet-stream"
	}
	return f.Type
}

// withLineBreaks returns s with the line breaks that requests have.
func withLineBreaks(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n", "\r\n")
}
