package chat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSplitLinks(t *testing.T) {
	require.Equal(t, []span{{"see ", false}, {"https://go.dev", true}, {", (", false}, {"http://a.b/c?d=e", true}, {")!", false}},
		splitLinks("see https://go.dev, (http://a.b/c?d=e)!"))
	require.Equal(t, []span{{"javascript:alert(1)", false}}, splitLinks("javascript:alert(1)"))
	require.Empty(t, splitLinks(""))
}

func TestIsEmojiOnly(t *testing.T) {
	for text, want := range map[string]bool{"👋": true, "❤️ 👍🏽": true, "hi 👋": false, "": false, "👋👋👋👋👋": false} {
		require.Equal(t, want, isEmojiOnly(text), text)
	}
}
