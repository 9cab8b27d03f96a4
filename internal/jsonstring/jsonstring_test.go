package jsonstring_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/internal/jsonstring"

	"github.com/stretchr/testify/require"
)

func TestAppend(t *testing.T) {
	var all strings.Builder
	for c := range rune(0x3000) {
		all.WriteRune(c)
	}
	for _, s := range []string{"", "a", all.String(), "😀\u2028"} {
		var decoded string
		quoted := jsonstring.Append(nil, s)
		require.NoError(t, json.Unmarshal(quoted, &decoded))
		require.Equal(t, s, decoded)
		require.Equal(t, quoted, jsonstring.Append(nil, []byte(s)))
		require.Len(t, quoted, jsonstring.Len([]byte(s)))
	}
	require.Equal(t, `"a\u0000\n\"\\</é"`, string(jsonstring.Append(nil, "a\x00\n\"\\</é")))
	require.Equal(t, `"a�b"`, string(jsonstring.Append(nil, "a\xff\xfeb")))
}

func TestAppend_DoesNotAllocate(t *testing.T) {
	buf, html := make([]byte, 0, 100), []byte("<p>é</p>")
	require.Zero(t, testing.AllocsPerRun(10, func() { buf = jsonstring.Append(buf[:0], html) }))
}

func ExampleAppend() {
	fmt.Println(string(jsonstring.Append(nil, "<p class=\"a\">1 & 2</p>\n")))
	// Output: "<p class=\"a\">1 & 2</p>\n"
}
