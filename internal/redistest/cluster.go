package redistest

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A Cluster is three masters, and a replica that stands in for the first when that fails, which the others notice after a
// second.
type Cluster struct {
	Masters [3]*Server
	Replica *Server
}

// StartCluster runs a cluster until the test ends.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	for i := range c.Masters {
		c.Masters[i] = clusterNode(t)
	}
	c.Replica = clusterNode(t)
	for i, slots := range [][2]int{{0, 5460}, {5461, 10922}, {10923, 16383}} {
		m := c.Masters[i]
		m.Do(t, "CLUSTER", "ADDSLOTSRANGE", slots[0], slots[1])
		m.Do(t, "CLUSTER", "SET-CONFIG-EPOCH", i+1)
	}
	first := c.Masters[0]
	for _, s := range []*Server{c.Masters[1], c.Masters[2], c.Replica} {
		s.meet(t, first)
	}
	until(t, "the nodes know each other", func() bool { return c.known(t) == 4*4 })
	c.Replica.Do(t, "CLUSTER", "REPLICATE", first.Do(t, "CLUSTER", "MYID"))
	until(t, "the cluster is whole", func() bool { return c.whole(t) })
	return c
}

// URL is what redisbus.Open takes.
func (c *Cluster) URL() string {
	return c.Masters[1].URL() + "?cluster=true&addr=" + c.Masters[2].Addr + "&addr=" + c.Masters[0].Addr
}

func clusterNode(t testing.TB) *Server {
	t.Helper()
	_, bus, err := net.SplitHostPort(FreeAddr())
	require.NoError(t, err)
	return Start(t, "--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "1000",
		"--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0")
}

func (s *Server) meet(t testing.TB, other *Server) {
	t.Helper()
	host, port, err := net.SplitHostPort(other.Addr)
	require.NoError(t, err)
	s.Do(t, "CLUSTER", "MEET", host, port, option(other.args, "--cluster-port"))
}

func option(args []string, name string) string {
	for i := range args {
		if args[i] == name {
			return args[i+1]
		}
	}
	return ""
}

func (c *Cluster) all() []*Server { return append(c.Masters[:], c.Replica) }

// known is how many nodes each node knows, together.
func (c *Cluster) known(t testing.TB) (n int) {
	for _, s := range c.all() {
		for line := range strings.Lines(s.Do(t, "CLUSTER", "NODES").(string)) {
			if !strings.Contains(line, "handshake") && !strings.Contains(line, "fail") {
				n++
			}
		}
	}
	return n
}

// whole reports whether every node serves, knows the replica, and the replica follows its master.
func (c *Cluster) whole(t testing.TB) bool {
	for _, s := range c.all() {
		if !strings.Contains(s.Do(t, "CLUSTER", "INFO").(string), "cluster_state:ok") ||
			!strings.Contains(s.Do(t, "CLUSTER", "NODES").(string), "slave") {
			return false
		}
	}
	return strings.Contains(c.Replica.Do(t, "INFO", "replication").(string), "master_link_status:up")
}

func until(t testing.TB, what string, met func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); !met(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "redistest: this does not happen", "%s, within %v", what, patience)
		}
	}
}
