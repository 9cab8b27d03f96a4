package redisbus

import (
	"context"
	"encoding/binary"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

// AddHook installs a hook between the bus and Redis.
func (b *Bus) AddHook(h redis.Hook) error {
	err := b.open()
	if err == nil {
		b.client.AddHook(h)
	}
	return err
}

// HideSequence is a hook that disables the sequence numbers of a publisher. Each message claims to
// be the first of another node, and probes do not carry the latest numbers, so no gap can be seen.
type HideSequence struct{ nodes atomic.Uint64 }

func (h *HideSequence) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (h *HideSequence) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (h *HideSequence) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, c := range cmds {
			args := c.Args() // PUBLISH channel payload
			payload, ok := args[len(args)-1].([]byte)
			if !ok {
				continue
			}
			e, err := decode(string(payload))
			if err != nil {
				return err
			}
			if args[1] == controlChannel("lively") {
				args[2] = e.encode(nil)
				continue
			}
			binary.BigEndian.PutUint64(e.node[:], h.nodes.Add(1))
			e.pos = position{epoch: 1, seq: 1}
			args[2] = e.encode([]byte(e.data))
		}
		return next(ctx, cmds)
	}
}
