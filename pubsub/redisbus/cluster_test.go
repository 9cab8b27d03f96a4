package redisbus_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver/bustest"

	"github.com/stretchr/testify/require"
)

func TestCluster(t *testing.T) {
	cluster := redistest.StartCluster(t)
	t.Run("conformance", func(t *testing.T) {
		bustest.Run(t, func(t *testing.T) pubsub.Bus { return twoNodes{open(t, cluster.URL()), open(t, cluster.URL())} })
	})
	t.Run("ACL", func(t *testing.T) { testClusterACL(t, cluster) })
	t.Run("history", func(t *testing.T) { testClusterHistory(t, cluster) })
	t.Run("failover", func(t *testing.T) { testClusterFailover(t, cluster) })
}

// The permissions listed in docs/howto/nodes.md suffice.
func testClusterACL(t *testing.T, cluster *redistest.Cluster) {
	for _, s := range append(cluster.Masters[:], cluster.Replica) {
		s.Do(t, "ACL", "SETUSER", "app", "on", ">secret", "resetchannels", "&lively*", "+spublish", "+ssubscribe", "+sunsubscribe", "+cluster")
	}
	url := strings.Replace(cluster.URL(), "redis://", "redis://app:secret@", 1)
	a, b := newHealthyBus(t, url), newHealthyBus(t, url)
	rec := subscribe(t, b, "room")
	publish(t, a, "room", "hi")
	rec.waitFor(t, "hi")

	for _, s := range append(cluster.Masters[:], cluster.Replica) {
		s.Do(t, "ACL", "SETUSER", "app", "resetkeys", "~lively*", "+eval", "+xadd", "+xrange", "+xrevrange", "+pexpire")
	}
	a, b = newHealthyBus(t, url, withHistory(10)), newHealthyBus(t, url, withHistory(10))
	rec = subscribe(t, b, "hall")
	publish(t, a, "hall", "kept")
	rec.waitFor(t, "kept")
	msgs, err := b.Last(t.Context(), "hall", 1)
	require.NoError(t, err)
	require.Equal(t, [][]byte{[]byte("kept")}, msgs.Data)
}

// The stream of a topic is in the same slot as its channel, so missed messages are read in every
// shard.
func testClusterHistory(t *testing.T, cluster *redistest.Cluster) {
	a, b := newHealthyBus(t, cluster.URL(), withHistory(100)), newHealthyBus(t, cluster.URL(), withHistory(100))
	rooms := map[string]*recorder{}
	for n := range 20 {
		name := fmt.Sprint("kept", n)
		rooms[name] = subscribe(t, b, name)
		publish(t, a, name, "before")
		rooms[name].waitFor(t, "before")
	}
	require.NoError(t, a.AddHook(storeOnly{}))
	for name, room := range rooms {
		publish(t, a, name, dropped)
		room.waitFor(t, dropped)
		publish(t, a, name, "after")
		room.waitFor(t, "after")
		require.Equal(t, []string{"before", dropped, "after"}, room.received())
		require.Zero(t, room.losses())
	}
}

// A master fails and its replica takes over: the subscribers of its topics receive Lost once, the
// others do not.
func testClusterFailover(t *testing.T, cluster *redistest.Cluster) {
	a, b := newHealthyBus(t, cluster.URL()), newHealthyBus(t, cluster.URL())
	rooms := map[string]*recorder{}
	for n := range 40 {
		name := fmt.Sprint("room", n)
		rooms[name] = subscribe(t, b, name)
		publish(t, a, name, "before")
		rooms[name].waitFor(t, "before")
	}
	failed := subscribedTopics(t, cluster.Masters[0])
	require.NotEmpty(t, failed)
	require.Less(t, len(failed), len(rooms), "all topics are on one master")

	cluster.Masters[0].Stop(t)
	waitNotOK(t, b)
	waitNotOK(t, a)
	for name := range failed {
		publish(t, a, name, "while away")
	}
	waitOK(t, a)
	waitOK(t, b)
	for name, room := range rooms {
		if failed[name] {
			room.waitForLost(t)
		}
		publish(t, a, name, "after")
		room.waitFor(t, "after")
		if failed[name] {
			require.Equal(t, 1, room.losses(), name)
		} else {
			require.Zero(t, room.losses(), name)
		}
	}
	require.Equal(t, failed, subscribedTopics(t, cluster.Replica))
}

// subscribedTopics returns the topics subscribed on one node of a cluster.
func subscribedTopics(t *testing.T, s *redistest.Server) map[string]bool {
	t.Helper()
	topics := map[string]bool{}
	for _, channel := range s.Do(t, "PUBSUB", "SHARDCHANNELS").([]any) {
		if _, topic, ok := strings.Cut(channel.(string), "}."); ok {
			topics[topic] = true
		}
	}
	return topics
}
