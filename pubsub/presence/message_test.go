package presence

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nodes of different versions of an application exchange messages during a deployment.
func TestMessage_Encoding(t *testing.T) {
	data, err := json.Marshal(message[string]{
		Node: "n", Version: 5, Previous: 2, Put: map[string]Entry[string]{"n.1": {ID: "n.1", Key: "ann", Meta: "m"}},
		Removed: []string{"n.2"}, Requests: map[string]bool{allNodes: true},
	})
	require.NoError(t, err)
	require.Equal(t, `{"Node":"n","Version":5,"Previous":2,"Put":{"n.1":{"ID":"n.1","Key":"ann","Rev":0,"Meta":"m"}},`+
		`"Removed":["n.2"],"Requests":{"*":true}}`, string(data))
	data, err = json.Marshal(message[string]{Node: "n"})
	require.NoError(t, err)
	require.Equal(t, `{"Node":"n"}`, string(data))
	data, err = json.Marshal(heartbeat{Node: "n", Version: 7, Rooms: map[string]uint64{"go": 5}})
	require.NoError(t, err)
	require.Equal(t, `{"Node":"n","Version":7,"Rooms":{"go":5}}`, string(data))
}
