package diff

import (
	"bytes"
	"fmt"

	"github.com/lively-go/lively/internal/htmlscan"
)

// maxLinearNames is the largest number of attribute names that are compared one by one. More names
// are put into a set or sorted.
const maxLinearNames = 16

// readAttributes reads and checks the rest of a start tag after its name. It returns the element's
// key and whether it is a leaf.
func (r *reader) readAttributes(name []byte, parent, ns namespace) (k key, leaf bool, end htmlscan.TagEnd, err error) {
	start, at := r.pos, r.pos+1+len(name)
	if prob := checkElementName(name, parent, ns); prob != nil {
		if err := r.checkCharacters(start, at, false); err != nil {
			return k, leaf, end, err
		}
		return k, leaf, end, r.errorAt(start, *prob)
	}
	r.names = r.names[:0]
	for {
		a, next, end, prob := htmlscan.NextAttribute(r.src, at)
		if prob != nil {
			return k, leaf, end, r.errorAt(next, problem(*prob))
		}
		if end != htmlscan.InTag {
			r.pos = next
			return k, leaf, end, r.checkCharacters(start, next, false)
		}
		if prob := r.checkAttribute(a.Name, name, ns); prob != nil {
			return k, leaf, end, r.errorAt(htmlscan.SkipSpace(r.src, at), *prob)
		}
		if bytes.IndexByte(a.Value, '&') >= 0 {
			v := next - len(a.Value)
			if r.src[next-1] == '"' || r.src[next-1] == '\'' {
				v--
			}
			if err := r.checkCharacters(v, v+len(a.Value), true); err != nil {
				return k, leaf, end, err
			}
		}
		k.add(a)
		leaf = leaf || isLeafAttr(a)
		at = next
	}
}

// checkElementName returns the problem with the name of an element, or nil.
func checkElementName(name []byte, parent, ns namespace) *problem {
	for _, c := range name {
		switch {
		case (parent == htmlNS || ns == htmlNS) && 'A' <= c && c <= 'Z':
			return &problem{fmt.Sprintf("<%s>", name), fmt.Sprintf("write <%s>", bytes.ToLower(name))}
		case !isAlphanumeric(c) && c != '-' && c != '_' && c != '.' && c != ':' && c < 0x80:
			return &problem{fmt.Sprintf("%q in an element name", c), "use letters, digits and hyphens"}
		}
	}
	return nil
}

// checkAttribute returns the problem with an attribute of an element, or nil.
func (r *reader) checkAttribute(a, element []byte, ns namespace) *problem {
	lowerCase := lowerName(a, nil)
	switch {
	case ns == htmlNS && !bytes.Equal(a, lowerCase):
		return &problem{"upper case in the attribute name " + string(a), "write it in lower case"}
	case ns == htmlNS && string(element) == "template" && string(lowerCase) == "shadowrootmode":
		return &problem{"declarative shadow root", "attach it in a hook: not all parsers create it"}
	case ns != htmlNS && string(lowerName(element, nil)) == "font" && (string(lowerCase) == "color" || string(lowerCase) == "face" || string(lowerCase) == "size"):
		return &problem{fmt.Sprintf("<font %s> in svg or math", a), "use <text fill>: this closes the svg"}
	case r.isDuplicateName(lowerCase):
		return &problem{"duplicate attribute " + string(a), "remove one of them"}
	}
	return nil
}

// isDuplicateName reports whether the tag has an attribute of this name already, and adds the name
// to r.names.
func (r *reader) isDuplicateName(name []byte) bool {
	if len(r.names) < maxLinearNames {
		for _, other := range r.names {
			if bytes.Equal(other, name) {
				return true
			}
		}
	} else {
		if len(r.names) == maxLinearNames {
			r.nameSet = map[string]bool{}
			for _, other := range r.names {
				r.nameSet[string(other)] = true
			}
		}
		if r.nameSet[string(name)] {
			return true
		}
		r.nameSet[string(name)] = true
	}
	r.names = append(r.names, name)
	return false
}
