package wire

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// The protocol's table of reasons is the one of this package.
func TestReasons_MatchProtocol(t *testing.T) {
	doc, err := os.ReadFile("../../docs/reference/protocol.md")
	require.NoError(t, err)
	documented := map[Reason]CloseCode{}
	for _, row := range regexp.MustCompile("(?m)^\\| (\\d{4}) \\| `([^`]+)` \\| (.*)$").FindAllSubmatch(doc, -1) {
		if string(row[3][:min(8, len(row[3]))]) == "reserved" {
			continue
		}
		code, err := strconv.Atoi(string(row[1]))
		require.NoError(t, err)
		reason := Reason(row[2])
		require.NotContains(t, documented, reason, "a reason has one code")
		documented[reason] = CloseCode(code)
	}
	require.Equal(t, closeCodes, documented)
	require.Zero(t, Lost.Code())
}
