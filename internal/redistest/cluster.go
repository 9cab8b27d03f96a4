package redistest

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A Cluster has three masters and a replica of the first. The replica takes over a few seconds after
// the first master has failed.
type Cluster struct {
	Masters [3]*Server
	Replica *Server
}

// StartCluster starts a cluster that runs until the test ends.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	for i := range c.Masters {
		c.Masters[i] = startNode(t)
	}
	c.Replica = startNode(t)
	for i, slots := range [][2]int{{0, 5460}, {5461, 10922}, {10923, 16383}} {
		m := c.Masters[i]
		m.Do(t, "CLUSTER", "ADDSLOTSRANGE", slots[0], slots[1])
		m.Do(t, "CLUSTER", "SET-CONFIG-EPOCH", i+1)
	}
	first := c.Masters[0]
	for _, s := range []*Server{c.Masters[1], c.Masters[2], c.Replica} {
		s.meet(t, first)
	}
	waitUntil(t, "the nodes have met", func() bool { return c.knownNodes(t) == 4*4 })
	c.Replica.Do(t, "CLUSTER", "REPLICATE", first.Do(t, "CLUSTER", "MYID"))
	waitUntil(t, "the cluster is complete", func() bool { return c.complete(t) })
	return c
}

// URL returns the URL of the cluster, for redisbus.Open.
func (c *Cluster) URL() string {
	return c.Masters[1].URL() + "?cluster=true&addr=" + c.Masters[2].Addr + "&addr=" + c.Masters[0].Addr
}

// nodeTimeout is the time in ms after which a node that does not reply counts as failed. It is long
// enough that a busy machine does not look like a failure.
const nodeTimeout = "3000"

// startNode starts a server in cluster mode that does not know the others.
func startNode(t testing.TB) *Server {
	t.Helper()
	_, busPort, err := net.SplitHostPort(FreeAddr())
	require.NoError(t, err)
	return Start(t, "--cluster-enabled", "yes", "--cluster-port", busPort, "--cluster-node-timeout", nodeTimeout,
		"--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0")
}

// meet introduces s to another node of the cluster.
func (s *Server) meet(t testing.TB, other *Server) {
	t.Helper()
	host, port, err := net.SplitHostPort(other.Addr)
	require.NoError(t, err)
	s.Do(t, "CLUSTER", "MEET", host, port, argValue(other.args, "--cluster-port"))
}

// argValue returns the value of an option in args, or "" if it is not set.
func argValue(args []string, name string) string {
	for i := range args {
		if args[i] == name {
			return args[i+1]
		}
	}
	return ""
}

func (c *Cluster) servers() []*Server { return append(c.Masters[:], c.Replica) }

// knownNodes returns the number of nodes that each server knows, added up over all servers.
func (c *Cluster) knownNodes(t testing.TB) (n int) {
	for _, s := range c.servers() {
		for line := range strings.Lines(s.Do(t, "CLUSTER", "NODES").(string)) {
			if !strings.Contains(line, "handshake") && !strings.Contains(line, "fail") {
				n++
			}
		}
	}
	return n
}

// complete reports whether every node serves requests and knows the replica, and whether the replica
// is in sync with its master.
func (c *Cluster) complete(t testing.TB) bool {
	for _, s := range c.servers() {
		if !strings.Contains(s.Do(t, "CLUSTER", "INFO").(string), "cluster_state:ok") ||
			!strings.Contains(s.Do(t, "CLUSTER", "NODES").(string), "slave") {
			return false
		}
	}
	return strings.Contains(c.Replica.Do(t, "INFO", "replication").(string), "master_link_status:up")
}

func waitUntil(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(timeout); !ok(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "redistest: timeout", "%s: not within %v", what, timeout)
		}
	}
}
