package diff

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendJSON appends the patch as the flat array of docs/reference/protocol.md. Its ops must be in the order of their nodes.
func (p Patch) AppendJSON(dst []byte) []byte {
	dst = append(dst, '[')
	at := 0
	for i, op := range p {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, int64(op.Node-at), 10)
		dst = append(strconv.AppendInt(append(dst, ','), int64(op.Kind), 10), ',')
		at = op.Node
		switch op.Kind {
		case SetText, AppendText:
			dst = AppendString(dst, op.Text)
		case Splice:
			dst = append(strconv.AppendInt(dst, int64(op.Start), 10), ',')
			dst = append(strconv.AppendInt(dst, int64(op.Delete), 10), ',')
			dst = AppendString(dst, op.Text)
		case SetAttr:
			dst = append(AppendString(dst, op.Name), ',')
			dst = AppendString(dst, op.Text)
		case RemoveAttr:
			dst = AppendString(dst, op.Name)
		case Children:
			dst = appendList(dst, op.List)
		}
	}
	return append(dst, ']')
}

func appendList(dst []byte, list []Item) []byte {
	dst = append(dst, '[')
	for i, it := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch it.Kind {
		case Keep:
			dst = strconv.AppendInt(dst, int64(it.N), 10)
		case Remove:
			dst = strconv.AppendInt(dst, -int64(it.N), 10)
		case Insert:
			dst = AppendString(dst, it.HTML)
		case Move:
			dst = append(strconv.AppendInt(append(dst, '['), int64(it.N), 10), ']')
		}
	}
	return append(dst, ']')
}

const hex = "0123456789abcdef"

// escapes are the second characters of the short escapes in JSON; u asks for the long one.
var escapes = func() (e [256]byte) {
	for c := range byte(0x20) {
		e[c] = 'u'
	}
	e['\b'], e['\t'], e['\n'], e['\f'], e['\r'] = 'b', 't', 'n', 'f', 'r'
	e['"'], e['\\'] = '"', '\\'
	return e
}()

// AppendString appends s as a JSON string. It escapes what JSON demands and nothing else: quotes, backslashes, control
// characters. (The standard library also writes <, > and & as six bytes each, which doubles HTML.) Bytes that are not
// UTF-8 become U+FFFD: a browser would close the connection.
func AppendString[S string | []byte](dst []byte, s S) []byte {
	if !valid(s) {
		return AppendString(dst, strings.ToValidUTF8(string(s), "\ufffd"))
	}
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		e := escapes[c]
		if e == 0 {
			continue
		}
		dst = append(append(dst, s[from:i]...), '\\', e)
		if e == 'u' {
			dst = append(dst, '0', '0', hex[c>>4], hex[c&15])
		}
		from = i + 1
	}
	return append(append(dst, s[from:]...), '"')
}

func valid[S string | []byte](s S) bool {
	if b, ok := any(s).([]byte); ok {
		return utf8.Valid(b)
	}
	return utf8.ValidString(string(s))
}

// stringLen is the length of what AppendString appends.
func stringLen(s []byte) int {
	n := len(s) + 2
	for _, c := range s {
		switch escapes[c] {
		case 0:
		case 'u':
			n += 5
		default:
			n++
		}
	}
	return n
}
