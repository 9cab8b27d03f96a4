package wire

import (
	"encoding/json"

	"github.com/lively-go/lively/internal/jsonstring"
)

func appendString(dst []byte, s string) []byte { return jsonstring.Append(dst, s) }

// appendObject appends the message [kind, v].
func appendObject(dst []byte, kind string, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("wire: " + err.Error()) // v is one of this package's own structs
	}
	dst = append(appendString(append(dst, '['), kind), ',')
	return append(append(dst, b...), ']')
}
