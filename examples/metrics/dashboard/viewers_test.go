package dashboard

import (
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func TestViewers(t *testing.T) {
	var bus pubsub.Local
	v := &Viewers{Topic: pubsub.NewTopic[ViewersChanged](&bus, "viewers")}
	var counts []int
	_, err := v.Topic.Subscribe(t.Context(), func(pubsub.Delivery[ViewersChanged]) { counts = append(counts, v.Count()) })
	require.NoError(t, err)
	require.False(t, v.Any())

	ann, bob := v.Join(), v.Join()
	require.True(t, v.Any())
	ann()
	ann() // must have no effect
	bob()
	require.Equal(t, []int{1, 2, 1, 0}, counts)
}
