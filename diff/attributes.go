package diff

import (
	"bytes"
	"fmt"
)

// fewNames is up to how many attributes names are compared with each other one by one.
const fewNames = 16

// attributes reads what comes after the name in a start tag.
func (r *reader) attributes(name []byte, in, own space) (k key, end tagEnd, err error) {
	start, at := r.pos, r.pos+1+len(name)
	if bad := forbidsName(name, in, own); bad != nil {
		if err := r.characters(start, at, false); err != nil {
			return k, end, err
		}
		return k, end, r.flaw(start, *bad)
	}
	r.names = r.names[:0]
	for {
		a, next, end, bad := nextAttribute(r.src, at)
		if bad != nil {
			return k, end, r.flaw(next, *bad)
		}
		if end != open {
			r.pos = next
			return k, end, r.characters(start, next, false)
		}
		if bad := r.forbidsAttribute(a.name, name, own); bad != nil {
			return k, end, r.flaw(skipSpace(r.src, at), *bad)
		}
		if bytes.IndexByte(a.value, '&') >= 0 {
			v := next - len(a.value)
			if r.src[next-1] == '"' || r.src[next-1] == '\'' {
				v--
			}
			if err := r.characters(v, v+len(a.value), true); err != nil {
				return k, end, err
			}
		}
		k.see(a)
		at = next
	}
}

// forbidsName says what is wrong with the name of an element.
func forbidsName(name []byte, in, own space) *flaw {
	for _, c := range name {
		switch {
		case (in == htmlSpace || own == htmlSpace) && 'A' <= c && c <= 'Z':
			return &flaw{fmt.Sprintf("<%s>", name), fmt.Sprintf("write <%s>", bytes.ToLower(name))}
		case !alphanumeric(c) && c != '-' && c != '_' && c != '.' && c != ':' && c < 0x80:
			return &flaw{fmt.Sprintf("an element name with %q", c), "use letters, digits and hyphens"}
		}
	}
	return nil
}

// forbidsAttribute says why an element must not have an attribute.
func (r *reader) forbidsAttribute(a, element []byte, own space) *flaw {
	low := lower(a, nil)
	switch {
	case own == htmlSpace && !bytes.Equal(a, low):
		return &flaw{"the attribute name " + string(a), "write it in lower case"}
	case own == htmlSpace && string(element) == "template" && string(low) == "shadowrootmode":
		return &flaw{"a declarative shadow root", "attach it from a hook: not every parser makes a node of it"}
	case own != htmlSpace && string(lower(element, nil)) == "font" && (string(low) == "color" || string(low) == "face" || string(low) == "size"):
		return &flaw{fmt.Sprintf("<font %s> in svg or math", a), "use <text fill>: this ends the svg"}
	case r.seen(low):
		return &flaw{"the attribute " + string(a) + " twice", "leave out one of them"}
	}
	return nil
}

// seen reports whether the tag had an attribute of this name before.
func (r *reader) seen(name []byte) bool {
	if len(r.names) < fewNames {
		for _, other := range r.names {
			if bytes.Equal(other, name) {
				return true
			}
		}
	} else {
		if len(r.names) == fewNames {
			r.many = map[string]bool{}
			for _, other := range r.names {
				r.many[string(other)] = true
			}
		}
		if r.many[string(name)] {
			return true
		}
		r.many[string(name)] = true
	}
	r.names = append(r.names, name)
	return false
}
