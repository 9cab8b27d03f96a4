package wire

import (
	"bytes"
	"encoding/json"

	"github.com/lively-go/lively/internal/jsonstring"
)

func appendString(dst []byte, s string) []byte { return jsonstring.Append(dst, s) }

// marshalValid is json.Marshal with invalid UTF-8 replaced by U+FFFD. A json.RawMessage or MarshalJSON
// may return some, and a browser closes a WebSocket that sends it.
func marshalValid(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return bytes.ToValidUTF8(b, []byte("\uFFFD")), err
}

// appendText appends the message [kind, text].
func appendText(dst []byte, kind, text string) []byte {
	dst = append(appendString(append(dst, '['), kind), ',')
	return append(appendString(dst, text), ']')
}

// appendObject appends the message [kind, v].
func appendObject(dst []byte, kind string, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("wire: " + err.Error()) // v is one of this package's own structs
	}
	dst = append(appendString(append(dst, '['), kind), ',')
	return append(append(dst, b...), ']')
}
