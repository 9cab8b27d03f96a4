package codec

import (
	"reflect"
	"strconv"
)

// AppendQuery is like the function AppendQuery, for a value of the plan's type.
func (p *Plan) AppendQuery(dst []byte, v reflect.Value) []byte {
	return p.append(dst, len(dst), "", v)
}

// append encodes v. The query begins at start; prefix, which is escaped, precedes each name.
func (p *Plan) append(dst []byte, start int, prefix string, v reflect.Value) []byte {
	for i := range p.fields {
		f := &p.fields[i]
		if f.secret {
			continue
		}
		fv := f.value(v)
		switch f.kind {
		case textField:
			if !isZero(fv) {
				dst = appendName(dst, start, prefix, f.escapedName)
				dst = f.text.appendEscaped(dst, fv)
			}
		case textSlice:
			for i := range fv.Len() {
				dst = appendName(dst, start, prefix, f.escapedName)
				if e := fv.Index(i); !isZero(e) {
					dst = f.text.appendEscaped(dst, e)
				}
			}
		case structField:
			dst = f.plan.append(dst, start, prefix+f.escapedName+".", fv)
		case structSlice:
			for i := range fv.Len() {
				entry := prefix + f.escapedName + "%5B" + strconv.Itoa(i) + "%5D"
				before := len(dst)
				dst = f.plan.append(dst, start, entry+".", fv.Index(i))
				if len(dst) == before { // a zero entry must be counted as well
					dst = appendName(dst, start, "", entry)
				}
			}
		}
	}
	return dst
}

// appendName appends an escaped name with its separators.
func appendName(dst []byte, start int, prefix, name string) []byte {
	if len(dst) > start {
		dst = append(dst, '&')
	}
	dst = append(dst, prefix...)
	dst = append(dst, name...)
	return append(dst, '=')
}

// appendEscaped appends the escaped text of v.
func (c *textCodec) appendEscaped(dst []byte, v reflect.Value) []byte {
	n := len(dst)
	dst = c.append(dst, v)
	for i := n; i < len(dst); i++ {
		if !unreserved[dst[i]] {
			tail := string(dst[i:])
			return appendEscape(dst[:i], tail)
		}
	}
	return dst
}
