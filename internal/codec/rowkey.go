package codec

import (
	"hash/fnv"
	"reflect"
	"strconv"
	"strings"
)

const (
	maxKey   = 64 // bytes of a key
	hexDigit = "0123456789abcdef"
)

// keyOf returns the key that a row has by the field of its type with the option key, or "" if it has
// none.
func (p *Plan) keyOf(row reflect.Value) string {
	if p.key == nil {
		return ""
	}
	v := p.key.value(row)
	if isZero(v) {
		return ""
	}
	return escapeKey(p.key.text.append(nil, v))
}

// newRow returns a row with a key that a browser has sent. The field with the option key, if there is
// one, is set to what the key stands for, and stays zero if that does not decode: the row is one that
// has no key of the application yet. newRow reports false if there can be no such row.
func (p *Plan) newRow(key string) (row reflect.Value, ok bool) {
	if !isKey(key) {
		return reflect.Value{}, false
	}
	row = reflect.New(p.typ).Elem()
	if p.key == nil {
		return row, true
	}
	v := p.key.value(row)
	if err := p.key.text.parse(v, unescapeKey(key)); err != nil {
		v.SetZero()
	}
	own := p.keyOf(row)
	return row, own == "" || own == key
}

// escapeKey returns a key for a text: letters, digits and hyphens are kept, other bytes become _xx.
// A hyphen precedes a key that begins with a digit or a hyphen, so that no key looks like an index.
// Keys need no escapes in names and in CSS selectors. The key of a long text is a hash.
func escapeKey(text []byte) string {
	key := make([]byte, 0, len(text)+8)
	for i, c := range text {
		isDigit := '0' <= c && c <= '9'
		switch {
		case i == 0 && (isDigit || c == '-'):
			key = append(key, '-', c)
		case isDigit || c == '-' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			key = append(key, c)
		default:
			key = append(key, '_', hexDigit[c>>4], hexDigit[c&15])
		}
	}
	if len(key) > maxKey {
		return hashKey(text, 0)
	}
	return string(key)
}

// unescapeKey returns the text of a key.
func unescapeKey(key string) string {
	key = strings.TrimPrefix(key, "-")
	text := make([]byte, 0, len(key))
	for i := 0; i < len(key); i++ {
		if key[i] == '_' && i+2 < len(key) && unhex(key[i+1]) >= 0 && unhex(key[i+2]) >= 0 {
			text = append(text, byte(unhex(key[i+1])<<4|unhex(key[i+2])))
			i += 2
			continue
		}
		text = append(text, key[i])
	}
	return clean(string(text))
}

// isKey reports whether a browser may send s as a key.
func isKey(s string) bool {
	return s != "" && len(s) <= maxKey && (s[0] < '0' || s[0] > '9') && strings.Trim(s, keyChars) == ""
}

const keyChars = "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// hashKey returns a key that is derived from a text and a number.
func hashKey(text []byte, n int) string {
	h := fnv.New64a()
	h.Write(text)
	h.Write([]byte{'#'})
	h.Write(strconv.AppendInt(nil, int64(n), 10))
	return "k" + strconv.FormatUint(h.Sum64()%(36*36*36*36*36*36), 36)
}
