package redisbus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// An offset is the position of a message in the stream of its topic. The epoch is a random number
// assigned when the stream is created, also when it is created again because it has expired or
// Redis has lost its data. The checksum is that of the message, because other messages get the same
// numbers after a failover that lost the end of a stream.
type offset struct {
	epoch, seq uint64
	checksum   uint32
}

// An entry is a message in a stream, or a message from a channel that is also in the stream.
type entry struct {
	offset  offset
	payload string
}

// publishScript numbers, publishes and stores a message atomically. It publishes first, so that a
// message, or the notice of a loss that is sent again and again, is not stored if the channel is not
// permitted. The stream ID consists of epoch and number. The stream is trimmed by blocks of about 100 messages, because exact trimming doubles
// the cost of a message.
const publishScript = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local epoch, n = ARGV[6], 0
if last then epoch, n = string.match(last[1], '^(%d+)-(%d+)$') end
local id = epoch .. '-' .. string.format('%d', n + 1)
local receivers = redis.call(ARGV[1], ARGV[2], '@' .. id .. ' ' .. ARGV[3])
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], id, 'm', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return receivers`

// maxRead is the maximum number of messages in one reply.
const maxRead = 512

func streamName(prefix, topic string) string { return prefix + "/" + topic }

func (c client) publishRetained(ctx context.Context, pipe redis.Pipeliner, h History, stream, channel string, payload []byte) redis.Cmder {
	publish := "PUBLISH"
	if c.cluster != nil {
		publish = "SPUBLISH"
	}
	return pipe.Eval(ctx, publishScript, []string{stream}, publish, channel, payload, h.MaxLen, h.maxAge().Milliseconds(), rand.Uint64()|1)
}

// readFrom returns the message at an offset and up to maxRead-1 after it.
func (c client) readFrom(ctx context.Context, stream string, at offset) ([]entry, error) {
	return decodeStream(c.XRangeN(ctx, stream, at.id(), "+", maxRead).Result())
}

// readLast returns the last n messages, newest first.
func (c client) readLast(ctx context.Context, stream string, n int) ([]entry, error) {
	return decodeStream(c.XRevRangeN(ctx, stream, "+", "-", int64(n)).Result())
}

// lastOffset returns the offset of the last message, or zero if there is none.
func (c client) lastOffset(ctx context.Context, stream string) (offset, error) {
	last, err := c.readLast(ctx, stream, 1)
	if len(last) == 0 {
		return offset{}, err
	}
	return last[0].offset, err
}

func decodeStream(entries []redis.XMessage, err error) ([]entry, error) {
	if err != nil {
		return nil, err
	}
	all := make([]entry, 0, len(entries))
	for _, x := range entries {
		payload, _ := x.Values["m"].(string)
		e, ok := parseEntry(x.ID, payload)
		if !ok {
			return nil, errBadEnvelope
		}
		all = append(all, e)
	}
	return all, nil
}

// parsePayload parses a message from a channel. The offset is zero if the message is not in a
// stream.
func parsePayload(s string) (e entry, err error) {
	if !strings.HasPrefix(s, "@") {
		return entry{payload: s}, nil
	}
	id, payload, _ := strings.Cut(s[1:], " ")
	e, ok := parseEntry(id, payload)
	if !ok {
		return e, errBadEnvelope
	}
	return e, nil
}

func parseEntry(id, payload string) (e entry, ok bool) {
	epoch, n, found := strings.Cut(id, "-")
	var err, err2 error
	e = entry{payload: payload}
	e.offset.epoch, err = strconv.ParseUint(epoch, 10, 64)
	e.offset.seq, err2 = strconv.ParseUint(n, 10, 64)
	e.offset.checksum = crc32.ChecksumIEEE([]byte(payload))
	return e, found && errors.Join(err, err2) == nil
}

func (o offset) id() string { return fmt.Sprintf("%d-%d", o.epoch, o.seq) }

func (o offset) isSet() bool { return o != offset{} }

func (o offset) follows(p offset) bool { return o.epoch == p.epoch && o.seq == p.seq+1 }

// entriesAfter returns the entries after an offset. It reports false unless found begins at that
// offset and has no gap.
func entriesAfter(at offset, found []entry) (missed []entry, ok bool) {
	if len(found) == 0 || found[0].offset != at {
		return nil, false
	}
	for i, e := range found[1:] {
		if !e.offset.follows(found[i].offset) {
			return nil, false
		}
	}
	return found[1:], true
}

func (h History) maxAge() time.Duration { return cmp.Or(h.MaxAge, time.Hour) }
