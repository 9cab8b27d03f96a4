package redisbus

import (
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

// An offset is the place of a message in the stream of its topic. The epoch is a random number that a stream gets when it
// begins, after it expired, or Redis came back empty, too. The sum is of the message: after a failover that lost the end
// of a stream, other messages have its numbers.
type offset struct {
	epoch, seq uint64
	checksum   uint32
}

// A kept message is one of a stream, or one from a channel that is in the stream too.
type entry struct {
	offset  offset
	payload string
}

// keep numbers a message, stores it and publishes it, all or nothing. The stream's own identifiers are epoch and number.
// It is trimmed by whole blocks of about 100 messages: by single ones costs twice as much for each message.
const publishScript = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local epoch, n = ARGV[6], 0
if last then epoch, n = string.match(last[1], '^(%d+)-(%d+)$') end
local id = epoch .. '-' .. string.format('%d', n + 1)
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], id, 'm', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return redis.call(ARGV[1], ARGV[2], '@' .. id .. ' ' .. ARGV[3])`

// maxRead bounds the messages in one answer.
const maxRead = 512

func streamName(prefix, topic string) string { return prefix + "/" + topic }

func (c client) publishKept(ctx context.Context, to redis.Pipeliner, h History, stream, channel string, payload []byte) redis.Cmder {
	publish := "PUBLISH"
	if c.cluster != nil {
		publish = "SPUBLISH"
	}
	return to.Eval(ctx, publishScript, []string{stream}, publish, channel, payload, h.MaxLen, h.maxAge().Milliseconds(), rand.Uint64()|1)
}

// readFrom reads the message at an offset and those after it.
func (c client) readFrom(ctx context.Context, stream string, at offset) ([]entry, error) {
	return decodeStream(c.XRangeN(ctx, stream, at.id(), "+", maxRead).Result())
}

// readLast reads the last messages, the newest first.
func (c client) readLast(ctx context.Context, stream string, n int) ([]entry, error) {
	return decodeStream(c.XRevRangeN(ctx, stream, "+", "-", int64(n)).Result())
}

// end is the offset of the last message; zero if there is none.
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
		k, ok := parseEntry(x.ID, payload)
		if !ok {
			return nil, errBadEnvelope
		}
		all = append(all, k)
	}
	return all, nil
}

// fromChannel is what the script has published. A message that is in no stream has no offset.
func parsePayload(s string) (k entry, err error) {
	if !strings.HasPrefix(s, "@") {
		return entry{payload: s}, nil
	}
	id, payload, _ := strings.Cut(s[1:], " ")
	k, ok := parseEntry(id, payload)
	if !ok {
		return k, errBadEnvelope
	}
	return k, nil
}

func parseEntry(id, payload string) (k entry, ok bool) {
	epoch, n, found := strings.Cut(id, "-")
	var err, err2 error
	k = entry{payload: payload}
	k.offset.epoch, err = strconv.ParseUint(epoch, 10, 64)
	k.offset.seq, err2 = strconv.ParseUint(n, 10, 64)
	k.offset.checksum = crc32.ChecksumIEEE([]byte(payload))
	return k, found && errors.Join(err, err2) == nil
}

func (o offset) id() string { return fmt.Sprintf("%d-%d", o.epoch, o.seq) }

func (o offset) isSet() bool { return o != offset{} }

func (o offset) follows(p offset) bool { return o.epoch == p.epoch && o.seq == p.seq+1 }

// after are the messages after an offset, if found begins there and has no hole.
func entriesAfter(at offset, found []entry) (rest []entry, ok bool) {
	if len(found) == 0 || found[0].offset != at {
		return nil, false
	}
	for i, k := range found[1:] {
		if !k.offset.follows(found[i].offset) {
			return nil, false
		}
	}
	return found[1:], true
}

func (h History) maxAge() time.Duration { return or(h.MaxAge, time.Hour) }
