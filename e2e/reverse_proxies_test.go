package e2e

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const proxyClients = 20

// A proxiedSite is two nodes behind a proxy, and the pages of some browsers.
type proxiedSite struct {
	t       *testing.T
	proxy   string
	nodes   []*proxiedNode
	clients []*proxyClient
}

func newProxiedSite(t *testing.T, p reverseProxy, changes ...string) *proxiedSite {
	s := &proxiedSite{t: t, nodes: []*proxiedNode{newProxiedNode(t), newProxiedNode(t)}}
	s.proxy = p.start(t, []string{s.nodes[0].addr, s.nodes[1].addr}, changes...)
	for i := range proxyClients {
		s.clients = append(s.clients, newProxyClient(t, s.proxy, i))
	}
	return s
}

// open loads each page and joins it.
func (s *proxiedSite) open() (err error) {
	for _, c := range s.clients {
		if err := c.load(); err != nil {
			return err
		}
		if err := c.join(); err != nil {
			return err
		}
	}
	return nil
}

// clientsOf returns the clients that are connected to a node: a press of the button reaches it.
func (s *proxiedSite) clientsOf(n *proxiedNode, press int) (all []*proxyClient) {
	for _, c := range s.clients {
		before := len(n.journal.Lines())
		c.press(press)
		if len(n.journal.Lines()) > before {
			all = append(all, c)
		}
	}
	return all
}

// replace shuts a node down and starts it again. Its clients reconnect at once. The error is that of
// the first client that was refused; those after it only disconnect.
func (s *proxiedSite) replace(n *proxiedNode, clients []*proxyClient) (err error) {
	done := make(chan error, 1)
	go func() { done <- n.shutDown() }()
	for _, c := range clients {
		c.awaitDrain()
		if err == nil {
			err = c.join()
		}
	}
	require.NoError(s.t, <-done)
	n.start()
	return err
}

// The configurations of the documentation serve pages: each joins the node that has rendered it, the
// nodes know the client and the scheme, and the nodes are replaced one after the other without a
// refused request.
func TestProxies(t *testing.T) {
	t.Parallel()
	for name, p := range reverseProxies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newProxiedSite(t, p)
			require.NoError(t, s.open())
			for _, c := range s.clients {
				require.True(t, c.Adopted(), "the page joins the node that has rendered it")
				require.True(t, c.hasCookie("__Host-live"), "the node knows that the page was loaded over HTTPS")
			}
			one, two := s.nodes[0], s.nodes[1]
			require.Equal(t, proxyClients, one.journal.Count("mount")+two.journal.Count("mount"))
			s.requireForwardedHeaders()
			require.Equal(t, http.StatusOK, s.clients[0].post(strings.Repeat("x", 1<<19)))
			tooLarge := s.clients[0].post(strings.Repeat("x", 1<<21))
			require.Contains(t, []int{http.StatusRequestEntityTooLarge, http.StatusBadGateway}, tooLarge, "Caddy answers 502")

			ofOne := s.clientsOf(one, 0)
			require.NotEmpty(t, ofOne)
			require.Less(t, len(ofOne), proxyClients, "both nodes are used")
			require.NoError(t, s.replace(one, ofOne))
			for _, c := range ofOne {
				require.False(t, c.Adopted())
				c.press(0)
			}
			if name == "HAProxy" { // it notices that a node is back at the next check
				s.waitForNode(one)
			}
			require.NoError(t, s.replace(two, s.clients))
			for _, c := range s.clients {
				require.NoError(t, c.load())
				require.NoError(t, c.join())
				require.True(t, c.Adopted())
			}
		})
	}
}

// requireForwardedHeaders requires that each node can find out the address of the browser and the
// scheme, whatever the browser has sent.
func (s *proxiedSite) requireForwardedHeaders() {
	s.t.Helper()
	var addresses []string
	for _, n := range s.nodes {
		for _, h := range n.pageLoads() {
			require.Equal(s.t, []string{"https"}, h["X-Forwarded-Proto"])
			all := strings.Split(strings.Join(h["X-Forwarded-For"], ","), ",")
			addresses = append(addresses, strings.TrimSpace(all[len(all)-1]))
		}
	}
	for _, c := range s.clients {
		require.Contains(s.t, addresses, c.address)
	}
	require.Len(s.t, addresses, proxyClients)
}

// waitForNode waits until the proxy sends a new browser to a node.
func (s *proxiedSite) waitForNode(n *proxiedNode) {
	s.t.Helper()
	before := len(n.pageLoads())
	require.Eventually(s.t, func() bool {
		return newProxyClient(s.t, s.proxy, 0).load() == nil && len(n.pageLoads()) > before
	}, waitTimeout, 10*time.Millisecond)
}

// Without the settings that the documentation explains, pages are refused.
func TestProxies_WithoutSetting(t *testing.T) {
	t.Parallel()
	open := func(s *proxiedSite) error { return s.open() }
	replace := func(s *proxiedSite) error {
		require.NoError(s.t, s.open())
		one, two := s.nodes[0], s.nodes[1]
		if err := s.replace(one, s.clientsOf(one, 0)); err != nil {
			return err
		}
		return s.replace(two, s.clients)
	}
	for name, c := range map[string]struct {
		proxy   string
		changes []string
		do      func(*proxiedSite) error
		want    string
	}{
		"nginx, Host with port":  {"nginx", []string{"$http_host", "$host"}, open, "403"},
		"nginx, Upgrade":         {"nginx", []string{"proxy_set_header Upgrade ", "proxy_set_header X-Upgrade "}, open, "426"},
		"nginx, max_fails":       {"nginx", []string{" max_fails=0", ""}, replace, "502"},
		"HAProxy, redispatch":    {"HAProxy", []string{"option redispatch 1", "no option redispatch", "retries 3", "retries 1", "inter 50ms", "inter 1m"}, replace, "503"},
		"Caddy, fail_duration":   {"Caddy", []string{"fail_duration 100ms", "", "lb_try_duration 1m", "lb_try_duration 300ms"}, replace, "502"},
		"Caddy, lb_try_duration": {"Caddy", []string{"lb_try_duration 1m", ""}, replace, "502"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newProxiedSite(t, reverseProxies[c.proxy], c.changes...)
			require.ErrorContains(t, c.do(s), c.want)
		})
	}
}

// An idle page sends a heartbeat after 25 s, and the server a ping after 30 s. The timeouts for
// WebSockets exceed twice that, and systemd waits longer than the program.
func TestDeployment_Timeouts(t *testing.T) {
	page, err := os.ReadFile(deploymentPage)
	require.NoError(t, err)
	for pattern, minimum := range map[string]time.Duration{
		`proxy_(?:read|send)_timeout +(\d+s);`:       time.Minute + time.Second,
		`timeout (?:client|server|tunnel) +(\d+s)\n`: time.Minute + time.Second,
		`TimeoutStopSec=(\d+s)\n`:                    20*time.Second + time.Second,
		`Grace: (\d+) \* time.Second`:                20 * time.Second,
	} {
		all := regexp.MustCompile(pattern).FindAllSubmatch(page, -1)
		require.NotEmpty(t, all, pattern)
		for _, m := range all {
			d, err := time.ParseDuration(strings.TrimSuffix(string(m[1]), "s") + "s")
			require.NoError(t, err)
			require.GreaterOrEqual(t, d, minimum, "%s", m[0])
		}
	}
}
