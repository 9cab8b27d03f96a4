package pubsub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/stretchr/testify/require"
)

// inGoroutine calls fn, which may call runtime.Goexit, and waits until its goroutine has ended.
func inGoroutine(fn func()) {
	go fn()
	synctest.Wait()
}

// Every call of the subscriber ends the goroutine that delivers. It still receives each message once
// and in order, as do the subscribers before and after it.
func TestLocal_GoexitInSubscriber(t *testing.T) {
	const messages = 200
	var want []string
	for n := range messages {
		want = append(want, fmt.Sprint(n))
	}
	for name, send := range map[string]func(*pubsub.Local, []byte){
		"Publish": func(bus *pubsub.Local, data []byte) { _ = bus.Publish(context.Background(), "a", data) },
		"Deliver": func(bus *pubsub.Local, data []byte) { driver.Deliver(bus, pubsub.Message{Topic: "a", Data: data}) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bus pubsub.Local
				received := make([][]string, 3)
				hold := make(chan struct{})
				for i := range received {
					_, err := bus.Subscribe(t.Context(), "a", func(m pubsub.Message) {
						<-hold // until all messages are queued
						received[i] = append(received[i], string(m.Data))
						if i == 1 {
							runtime.Goexit()
						}
					})
					require.NoError(t, err)
				}
				for n := range messages {
					inGoroutine(func() { send(&bus, fmt.Append(nil, n)) })
				}
				close(hold)
				synctest.Wait()
				for i := range received {
					require.Equal(t, want, received[i], "subscriber %d", i)
				}
				inGoroutine(func() { send(&bus, []byte("later")) })
				for i := range received {
					require.Equal(t, "later", received[i][messages], "subscriber %d", i)
				}
			})
		})
	}
}

func TestTopic_GoexitInSubscriber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "a")
		received := make([][]int, 6)
		for i := range received {
			_, err := topic.Subscribe(t.Context(), func(d pubsub.Delivery[int]) {
				received[i] = append(received[i], *d.Value)
				switch i % 3 {
				case 1:
					runtime.Goexit()
				case 2:
					panic("subscriber failed")
				}
			})
			require.NoError(t, err)
		}
		for n := range 3 {
			inGoroutine(func() { _ = topic.Publish(context.Background(), n) })
		}
		for i := range received {
			require.Equal(t, []int{0, 1, 2}, received[i], "subscriber %d", i)
		}
	})
}

// A subscriber that cancels itself and calls Goexit receives nothing more.
func TestLocal_GoexitAfterCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		calls := 0
		var cancel func()
		cancel, err := bus.Subscribe(t.Context(), "a", func(pubsub.Message) {
			calls++
			cancel()
			runtime.Goexit()
		})
		require.NoError(t, err)
		for range 3 {
			inGoroutine(func() { _ = bus.Publish(context.Background(), "a", nil) })
		}
		require.Equal(t, 1, calls)
	})
}

// failing is a type whose UnmarshalJSON panics or calls Goexit, if the value says so.
type failing struct{ How string }

func (f *failing) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &f.How); err != nil {
		return err
	}
	switch f.How {
	case "panic":
		panic("cannot decode")
	case "Goexit":
		runtime.Goexit()
	}
	return nil
}

func (f failing) MarshalJSON() ([]byte, error) { return json.Marshal(f.How) }

// A message whose decoding panics or calls Goexit is reported as lost.
func TestTopic_FailureInDecoding(t *testing.T) {
	for _, how := range []string{"panic", "Goexit"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bus pubsub.Local
				topic := pubsub.NewTopic[failing](&bus, "a")
				received := make([][]string, 2)
				for i := range received {
					_, err := topic.Subscribe(t.Context(), func(d pubsub.Delivery[failing]) {
						text := "Lost"
						if d.Value != nil {
							text = d.Value.How
						}
						received[i] = append(received[i], text)
					})
					require.NoError(t, err)
				}
				for _, v := range []string{"before", how, "after"} {
					inGoroutine(func() { _ = topic.Publish(context.Background(), failing{v}) })
				}
				for i := range received {
					require.Equal(t, []string{"before", "Lost", "after"}, received[i])
				}
			})
		})
	}
}
