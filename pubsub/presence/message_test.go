package presence

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nodes of different versions of an application exchange messages during a deployment.
func TestMessage_Encoding(t *testing.T) {
	data, err := json.Marshal(message[string]{
		Node: "n", Version: 2, Full: true, Put: map[string]Entry[string]{"n.1": {ID: "n.1", Key: "ann", Meta: "m"}},
		Removed: []string{"n.2"}, Leaving: true, Requests: map[string]bool{allNodes: true},
	})
	require.NoError(t, err)
	require.Equal(t, `{"Node":"n","Version":2,"Whole":true,"Put":{"n.1":{"ID":"n.1","Key":"ann","Rev":0,"Meta":"m"}},`+
		`"Gone":["n.2"],"Bye":true,"Ask":{"*":true}}`, string(data))
	data, err = json.Marshal(message[string]{Node: "n"})
	require.NoError(t, err)
	require.Equal(t, `{"Node":"n"}`, string(data))
}
