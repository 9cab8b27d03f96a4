package session

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/lively-go/lively/internal/wire"

	"github.com/stretchr/testify/require"
)

// The protocol names the reasons that close a connection although other sessions use it.
func TestReasonsOfConnection_MatchProtocol(t *testing.T) {
	doc, err := os.ReadFile("../../docs/reference/protocol.md")
	require.NoError(t, err)
	sentence := regexp.MustCompile("(?:`[a-z ]+`,?\\s+(?:and\\s+)?)+always close the connection\\.").Find(doc)
	require.NotEmpty(t, sentence)
	var documented, closing []wire.Reason
	for _, match := range regexp.MustCompile("`([a-z ]+)`").FindAllSubmatch(sentence, -1) {
		documented = append(documented, wire.Reason(match[1]))
	}
	for _, reason := range wire.Reasons() {
		if isOfConnection(reason) {
			closing = append(closing, reason)
		}
	}
	slices.Sort(documented)
	require.Equal(t, closing, documented)
}
