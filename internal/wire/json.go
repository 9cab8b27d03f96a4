package wire

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/lively-go/lively/internal/jsonstring"
)

func appendString(dst []byte, s string) []byte { return jsonstring.Append(dst, s) }

// marshalValid is json.Marshal with invalid UTF-8 replaced by U+FFFD. A json.RawMessage or MarshalJSON
// may return some, and a browser closes a WebSocket that sends it.
func marshalValid(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return bytes.ToValidUTF8(b, []byte("\uFFFD")), err
}

// appendNumber appends the message [kind, n].
func appendNumber(dst []byte, kind string, n int) []byte {
	dst = append(appendString(append(dst, '['), kind), ',')
	return append(strconv.AppendInt(dst, int64(n), 10), ']')
}

// appendText appends the message [kind, text].
func appendText(dst []byte, kind, text string) []byte {
	dst = append(appendString(append(dst, '['), kind), ',')
	return append(appendString(dst, text), ']')
}

// appendObject appends the message [kind, v].
func appendObject(dst []byte, kind string, v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("wire: " + err.Error()) // v is one of this package's own structs
	}
	dst = append(appendString(append(dst, '['), kind), ',')
	return append(append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...), ']')
}
