package presence

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/pubsub"
)

// The bus does not order messages of different topics: a heartbeat that was made before a message of
// the room must neither remove the entries of the message nor request them.
func TestHeartbeat_OlderThanMessage(t *testing.T) {
	r := newRoom(&Tracker[string]{Bus: new(pubsub.Local)}, "go")
	r.receive(pubsub.Delivery[message[string]]{Value: &message[string]{
		Node: "n", Version: 5, Put: map[string]Entry[string]{"n.1": {ID: "n.1", Key: "ann"}},
	}})
	for _, older := range []*heartbeat{
		{Node: "n", Version: 4, Rooms: map[string]uint64{}},
		{Node: "n", Version: 4, Rooms: map[string]uint64{"go": 3}},
		{Node: "n", Version: 5, Rooms: map[string]uint64{"go": 0}}, // the message is being published
	} {
		r.checkHeartbeat(older)
		require.Len(t, r.users(), 1)
		require.Empty(t, r.requests)
	}
	r.checkHeartbeat(&heartbeat{Node: "n", Version: 6, Rooms: map[string]uint64{"go": 6}})
	require.Equal(t, map[string]bool{"n": true}, r.requests)
	r.checkHeartbeat(&heartbeat{Node: "n", Version: 7, Rooms: map[string]uint64{}})
	require.Empty(t, r.users())
	require.Empty(t, r.nodes)
}
