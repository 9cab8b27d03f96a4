package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// setOffline disables or enables the network of a tab.
func setOffline(tab *Tab, offline bool) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.chromium(), network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1})
	require.NoError(tab.t, err)
	_, err = chromedp.Call(tab.chromium(), emulateNetwork, networkRules{
		Offline: offline,
		EmulateNetworkConditionsByRuleParams: network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}},
		},
	})
	require.NoError(tab.t, err)
}

// networkRules has offline twice, because it applies to all rules in Chromium 148 and to one rule
// in 156.
type networkRules struct {
	Offline bool `json:"offline"`
	network.EmulateNetworkConditionsByRuleParams
}

var emulateNetwork = cdp.Command[networkRules, cdp.Empty]{Method: network.CommandEmulateNetworkConditionsByRule}

// While offline, the page shows the progress bar and keeps input and clicks. Online, it sends each
// of them once.
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
