package chat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPieces(t *testing.T) {
	require.Equal(t, []piece{{"see ", false}, {"https://go.dev", true}, {", (", false}, {"http://a.b/c?d=e", true}, {")!", false}},
		pieces("see https://go.dev, (http://a.b/c?d=e)!"))
	require.Equal(t, []piece{{"javascript:alert(1)", false}}, pieces("javascript:alert(1)"))
	require.Empty(t, pieces(""))
}

func TestBig(t *testing.T) {
	for text, want := range map[string]bool{"👋": true, "❤️ 👍🏽": true, "hi 👋": false, "": false, "👋👋👋👋👋": false} {
		require.Equal(t, want, big(text), text)
	}
}
