package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/gallery/pages/recovery"
	"github.com/lively-go/lively/live"
)

func deskServer() *live.Server {
	return newServer(viewFunc(func() *recovery.Desk { return &recovery.Desk{} }))
}

// A server is restarted while the user has typed into several forms and added a row. The new view has all of it,
// the focus and the caret stay, and a reset then empties a form.
func TestRecovery_RestartedServer(t *testing.T) {
	t.Parallel()
	s := newSite(t, deskServer())
	tab := openConnected(t, s.url())
	tab.Click(`[name="parts[+]"]`)
	tab.Until(`document.querySelector("#address input")`)
	for selector, text := range map[string]string{"#address input": "Via Roma 1", "#message-text": "text", "#message-secret": "1234", "#filter": "x", "#draft": "y"} {
		tab.Click(selector)
		tab.Keys(text)
	}
	tab.Click("#message [name=subject]")
	tab.Keys("Hello")
	tab.Do(`document.activeElement.setSelectionRange(2, 2)`)
	s.kill()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Keys("!")
	tab.Do(goOnline)
	s.start(deskServer())
	tab.WaitConnected()
	values := `[...document.querySelectorAll("#live-root input")].filter(e => e.type !== "hidden").map(e => e.value).join()`
	tab.Until(values + ` === "He!llo,text,1234,Via Roma 1,x (recovered),"`)
	require.Equal(t, "subject 3", tab.Text(`document.activeElement.name + " " + document.activeElement.selectionStart`))
	tab.Do(`document.querySelector("#message").reset()`)
	tab.Until(values + ` === ",,,Via Roma 1,x (recovered),"`)
}
