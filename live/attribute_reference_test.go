package live

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The reference of the markup lists each attribute that views may have.
func TestAttributes_InReference(t *testing.T) {
	reference, err := os.ReadFile("../docs/reference/markup.md")
	require.NoError(t, err)
	require.NotEmpty(t, liveAttrs)
	for _, name := range liveAttrs {
		require.True(t, strings.Contains(string(reference), "`"+name+"`"), "docs/reference/markup.md does not list %s", name)
	}
}
