package assistant

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestAssistant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, New)
		p.Form("form").Fill("text", " ").Submit()
		require.Equal(t, "Ask a question.", p.Text("#text-error"))
		p.Click(".suggestion:contains('loop')")
		require.Equal(t, "Thinking…", p.Text("#answer"))
		time.Sleep(5*pause + pause/2)
		require.Contains(t, p.Settle().Text("#answer"), "Go has one")
		require.Equal(t, "true", p.Attr("#answer", "aria-busy"))
		p.Form("form").Fill("text", "Why?").Submit()
		require.Equal(t, []string{"Wait until the answer is complete, or stop it."}, p.Flashes(live.FlashInfo))
		require.Equal(t, "Why?", p.Form("form").Value("text"))
		p.Click("#stop").Settle()
		require.Equal(t, "Stopped.", p.Text("#status"))

		p.Click("#again")
		time.Sleep(time.Minute)
		require.Contains(t, p.Settle().Text("#status"), "Complete:")
		require.Equal(t, "false", p.Attr("#answer", "aria-busy"))
		require.Equal(t, 2, p.Count("#answer pre"))
		require.Equal(t, 2, p.Count("#answer .assistant-copy"))
		require.Equal(t, 4, p.Count("#answer tbody tr"))
		require.False(t, p.Has("#answer b, #answer a[href^=javascript]"))

		p.Form("form").Fill("text", failing).Submit()
		time.Sleep(time.Minute)
		require.Contains(t, p.Settle().Text("#status"), "not complete")
		require.Equal(t, "Try again", p.Text("#again"))
		require.NotContains(t, p.Text("#answer"), "Walk")
	})
}

// A token costs its own bytes and at most 40 more, also at the end of a long answer.
func TestAssistant_BytesOfToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := make(chan string)
		model := func(_ context.Context, _ string, write func(string)) error {
			for token := range tokens {
				write(token)
			}
			return nil
		}
		p := livetest.Mount(t, func() live.View { return &Assistant{Model: model} })
		p.Form("form").Fill("text", "?").Submit()
		// write writes the tokens with the numbers from first to last, and returns how many bytes more they cost.
		write := func(first, last int) (more int) {
			for i := first; i <= last; i++ {
				token := fmt.Sprintf("token%d ", i)
				switch {
				case i%50 == 0:
					token = "\n\n" + token
				case i%10 == 0:
					token = "**bold** "
				}
				tokens <- token
				time.Sleep(100 * time.Millisecond)
				more += p.Settle().Traffic().BytesReceived - len(token)
			}
			return more
		}
		write(1, 100)
		require.LessOrEqual(t, write(101, 200), 100*40)
		for i := range 20 {
			tokens <- strings.Repeat("word ", 100) + fmt.Sprintf("\n\n%d. item\n\n```\ncode\n```\n\n", i)
		}
		time.Sleep(time.Second) // these tokens do not count
		p.Settle()
		require.LessOrEqual(t, write(201, 300), 100*40)
		close(tokens)
	})
}
