package dashboard

import (
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func TestViewers(t *testing.T) {
	var bus pubsub.Local
	v := &Viewers{Topic: pubsub.NewTopic[Counted](&bus, "viewers")}
	var told []int
	_, err := v.Topic.Subscribe(t.Context(), func(pubsub.Delivery[Counted]) { told = append(told, v.Count()) })
	require.NoError(t, err)
	require.False(t, v.Watched())

	ann, bob := v.Join(), v.Join()
	require.True(t, v.Watched())
	ann()
	ann() // once is enough
	bob()
	require.Equal(t, []int{1, 2, 1, 0}, told)
}
