package live_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

func TestDialog_InvalidArguments(t *testing.T) {
	for want, f := range map[string]func(){
		`live: ClosedBy: "escape"`:          func() { live.Modal(false).ClosedBy("escape") },
		`live: Portal to "body": the id is`: func() { live.Portal("", "body") },
		`is relative; use a selector`:       func() { live.Portal("p", dom.Self) },
		`live: Portal: `:                    func() { live.Portal("p", "") },
	} {
		require.Contains(t, panicText(f), want)
	}
}

func panicText(f func()) (text string) {
	defer func() { text, _ = recover().(string) }()
	f()
	return ""
}
