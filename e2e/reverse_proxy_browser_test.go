package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Chromium opens the page's WebSocket through each proxy, over HTTP/2 where the proxy offers that, and
// the view that has rendered the page is adopted.
func TestProxies_InBrowser(t *testing.T) {
	t.Parallel()
	for name, p := range reverseProxies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nodes := []*proxiedNode{newProxiedNode(t), newProxiedNode(t)}
			proxy := p.start(t, []string{nodes[0].addr, nodes[1].addr})
			tab := newTab(t)
			_, err := chromedp.Call(tab.chromium(), security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true})
			require.NoError(t, err)
			tab.Open("https://" + proxy)
			tab.WaitConnected()
			pressButton(tab, "1")
			require.Equal(t, "h2", tab.Text(`performance.getEntriesByType("navigation")[0].nextHopProtocol`))
			require.Equal(t, 1, nodes[0].journal.Count("mount")+nodes[1].journal.Count("mount"))
		})
	}
}
