package live

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A formPost is the data of a form that a browser has sent by POST.
type formPost struct {
	event string // value of the field of AcceptPost
	data  []string
	names map[string][]string // values by name
}

// readPost reads the data of a form from the body of r. It returns nil if the form does not have the field of AcceptPost.
// An error is a *http.MaxBytesError if the body has more than max bytes.
func readPost(w http.ResponseWriter, r *http.Request, max int) (*formPost, error) {
	p := &formPost{names: map[string][]string{}}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, int64(max))
	}
	if err := p.read(r); err != nil {
		return nil, err
	}
	if p.event == "" {
		return nil, nil
	}
	return p, nil
}

func (p *formPost) add(name, value string) {
	value = strings.ReplaceAll(value, "\r\n", "\n") // as the value of a textarea
	if name == postEventName {
		p.event = value
		return
	}
	p.data = append(p.data, name, value)
	p.names[name] = append(p.names[name], value)
}

func (p *formPost) read(r *http.Request) error {
	contentType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return nil
	case contentType == "multipart/form-data" && r.MultipartForm == nil: // ParseForm does not read such a body
		return p.readParts(r)
	case r.PostForm != nil: // middleware has read the body: what remains is not in the order of the form
		p.addAll(r.PostForm)
		return nil
	case contentType == "application/x-www-form-urlencoded":
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		return p.parse(string(body))
	}
	return nil
}

// addAll adds fields that have lost their order.
func (p *formPost) addAll(fields url.Values) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range fields[name] {
			p.add(name, value)
		}
	}
}

func (p *formPost) parse(body string) error {
	for pair := range strings.SplitSeq(body, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if err = errors.Join(err, valueErr); err != nil {
			return err
		}
		if pair != "" {
			p.add(name, value)
		}
	}
	return nil
}

// readParts reads the fields of a form with files, which it skips.
func (p *formPost) readParts(r *http.Request) error {
	reader, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if _, isFile := params["filename"]; isFile {
			continue
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		p.add(part.FormName(), string(value))
	}
}

// operation returns the name of the button of a row that has sent the form, or "" if it was submitted. The name of a
// field never ends with the key of a row.
func (p *formPost) operation() string {
	for name := range p.names {
		if strings.HasSuffix(name, "]") {
			return name
		}
	}
	return ""
}
