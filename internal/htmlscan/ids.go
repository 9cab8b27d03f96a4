package htmlscan

import (
	"bytes"
	"html"
)

// IDs returns the values of the id attributes of a document, in order. Those in templates are omitted: they are not
// of the document.
func IDs(document []byte) (ids []string) {
	templates := 0 // that are open
	for i := 0; i < len(document); {
		switch Peek(document[i:]) {
		case StartTag:
			name := TagName(document[i:])
			id, next, ok := startTagID(document, i+1+len(name))
			if id != "" && templates == 0 {
				ids = append(ids, id)
			}
			i = next
			switch {
			case !ok:
			case isTextElement(name):
				i = RawTextEnd(document, i, name)
			case isTemplate(name):
				templates++
			}
		case EndTag:
			if isTemplate(TagName(document[i+1:])) {
				templates = max(0, templates-1)
			}
			i = after(document, i, ">")
		case Comment:
			i = after(document, i, "-->")
		default:
			n := bytes.IndexByte(document[i+1:], '<')
			if n < 0 {
				return ids
			}
			i += 1 + n
		}
	}
	return ids
}

func isTemplate(name []byte) bool { return bytes.EqualFold(name, []byte("template")) }

// startTagID returns the value of the id attribute of the start tag whose attributes begin at s[i:], or "", and the
// end of the tag. It reports false if the tag is invalid or has no content.
func startTagID(s []byte, i int) (id string, end int, ok bool) {
	for {
		a, next, how, prob := NextAttribute(s, i)
		if i = next; prob != nil || how != InTag {
			return id, i, prob == nil && how != TagSelfClosed
		}
		if bytes.EqualFold(a.Name, []byte("id")) && id == "" {
			id = html.UnescapeString(string(a.Value))
		}
	}
}
