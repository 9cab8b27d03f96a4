package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// offline takes the network from a tab, or gives it back.
func setOffline(tab *Tab, is bool) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.chromium(), network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: is, DownloadThroughput: -1, UploadThroughput: -1})
	require.NoError(tab.t, err)
	_, err = chromedp.Call(tab.chromium(), emulateNetwork, networkRules{
		Offline: is,
		EmulateNetworkConditionsByRuleParams: network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}},
		},
	})
	require.NoError(tab.t, err)
}

// networkRules says offline twice: each browser reads the one it knows, for all rules (Chromium 148) or for one (156).
type networkRules struct {
	Offline bool `json:"offline"`
	network.EmulateNetworkConditionsByRuleParams
}

var emulateNetwork = cdp.Command[networkRules, cdp.Empty]{Method: network.CommandEmulateNetworkConditionsByRule}

// A browser that goes offline shows it, keeps what is typed and clicked, and sends all of it, once, when it is online again.
func TestOffline(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	tab.Keys("on.")
	setOffline(tab, true)
	p.CutAll()
	tab.Until(`!navigator.onLine && document.querySelector("#live-root.live-loading")`)
	tab.Until(`!document.querySelector("#live-bar").hidden`)
	tab.Keys("off.")
	tab.Do(`document.querySelector("button").click(); document.querySelector("button").click()`)
	require.Equal(t, "true", tab.Text(`document.querySelector("button").classList.contains("live-click-loading")`))
	setOffline(tab, false)
	tab.Keys("on")
	requireApplied(t, journal, tab, "on.off.on", 2)
	tab.Until(`document.querySelector("#live-bar").hidden && !document.querySelector(".live-click-loading")`)
}
