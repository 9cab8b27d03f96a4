package codec

import (
	"reflect"
	"strconv"
)

// AppendQuery is the function AppendQuery for a value of the plan's type.
func (p *Plan) AppendQuery(dst []byte, v reflect.Value) []byte {
	return p.append(dst, len(dst), "", v)
}

// append writes v; prefix, escaped, stands before each name, and the query begins at start.
func (p *Plan) append(dst []byte, start int, prefix string, v reflect.Value) []byte {
	for i := range p.fields {
		f := &p.fields[i]
		if f.secret {
			continue
		}
		fv := f.of(v)
		switch f.shape {
		case text:
			if !isZero(fv) {
				dst = appendKey(dst, start, prefix, f.key)
				dst = f.leaf.appendEscaped(dst, fv)
			}
		case texts:
			for i := range fv.Len() {
				dst = appendKey(dst, start, prefix, f.key)
				if e := fv.Index(i); !isZero(e) {
					dst = f.leaf.appendEscaped(dst, e)
				}
			}
		case struc:
			dst = f.plan.append(dst, start, prefix+f.key+".", fv)
		case strucs:
			for i := range fv.Len() {
				entry := prefix + f.key + "%5B" + strconv.Itoa(i) + "%5D"
				before := len(dst)
				dst = f.plan.append(dst, start, entry+".", fv.Index(i))
				if len(dst) == before { // a zero entry is one, too
					dst = appendKey(dst, start, "", entry)
				}
			}
		}
	}
	return dst
}

func appendKey(dst []byte, start int, prefix, key string) []byte {
	if len(dst) > start {
		dst = append(dst, '&')
	}
	dst = append(dst, prefix...)
	dst = append(dst, key...)
	return append(dst, '=')
}

func (l *leaf) appendEscaped(dst []byte, v reflect.Value) []byte {
	n := len(dst)
	dst = l.append(dst, v)
	for i := n; i < len(dst); i++ {
		if !unreserved[dst[i]] {
			tail := string(dst[i:])
			return appendEscape(dst[:i], tail)
		}
	}
	return dst
}
