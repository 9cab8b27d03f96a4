package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// setOffline disconnects a tab and its proxy from the network, or connects them again. The browser reports
// the change to the page.
//
// It does not let Chromium drop the requests (Network.emulateNetworkConditionsByRule): that can crash the
// network process of Chromium 148 while WebSockets are open. All tabs then lose their cookies, so that
// the server rejects their next resume.
func setOffline(tab *Tab, p *Proxy, offline bool) {
	tab.t.Helper()
	p.SetDown(offline)
	_, err := chromedp.Call(tab.chromium(), network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1})
	require.NoError(tab.t, err)
}

// While offline, the page shows the progress bar and keeps input and clicks. Online, it sends each
// of them once.
func TestOffline(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	tab.Keys("on.")
	setOffline(tab, p, true)
	tab.Until(`!navigator.onLine && document.querySelector("#live-root.live-loading")`)
	tab.Until(`!document.querySelector("#live-bar").hidden`)
	tab.Keys("off.")
	tab.Do(`document.querySelector("button").click(); document.querySelector("button").click()`)
	require.Equal(t, "true", tab.Text(`document.querySelector("button").classList.contains("live-click-loading")`))
	setOffline(tab, p, false)
	tab.Keys("on")
	requireApplied(t, journal, tab, "on.off.on", 2)
	tab.Until(`document.querySelector("#live-bar").hidden && !document.querySelector(".live-click-loading")`)
}
