package redisbus

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// History configures retention for a topic: Redis retains at least the last MaxLen messages (and up
// to about 100 more), until MaxAge after the last message. The zero History retains nothing.
//
// A subscriber that missed messages, for example because a connection was lost, receives the
// retained ones in order and once. It receives Lost only if that is not possible: more messages
// were missed than are retained, Redis lost its data, or a message was not sent to Redis. As with
// every bus, at most 1,024 messages are queued for a subscriber.
type History struct {
	MaxLen int           // number of messages. Zero means that nothing is retained
	MaxAge time.Duration // time after the last message. Zero means 1 h
}

// An Offset is a position in the history of a topic. It may be stored. The zero Offset does not
// denote a position.
type Offset string

// Messages is a range of retained messages of a topic.
type Messages struct {
	Data   [][]byte // oldest first
	Offset Offset   // of the last message read; zero if nothing is retained
	Lost   bool     // messages are missing before or between these: read the store
}

// Last returns the last n messages of topic, or fewer if fewer are retained. It waits for Redis,
// but not longer than Timeout, and returns an error if Redis does not reply, and pubsub.ErrClosed
// after Close. It panics if Bus.History retains nothing of topic or n is not positive.
func (b *Bus) Last(ctx context.Context, topic string, n int) (Messages, error) {
	b.mustHaveHistory("Last", topic)
	if n <= 0 {
		panic(fmt.Sprintf("redisbus: Last(%q, %d): n must be positive", topic, n))
	}
	var msgs Messages
	err := b.readHistory(ctx, topic, func(ctx context.Context, stream string) error {
		found, err := b.client.readLast(ctx, stream, n)
		slices.Reverse(found)
		return msgs.append(found, err)
	})
	return msgs, err
}

// Since returns the messages of topic after an offset returned by Last or Since. If they are no
// longer all retained, or offset is zero, it returns no messages, but Lost and the offset to
// continue from. Otherwise it is like Last.
func (b *Bus) Since(ctx context.Context, topic string, offset Offset) (Messages, error) {
	b.mustHaveHistory("Since", topic)
	from, err := parseOffset(offset)
	if err != nil {
		return Messages{}, fmt.Errorf("redisbus: read history of %q: %w", topic, err)
	}
	msgs := Messages{Offset: offset}
	err = b.readHistory(ctx, topic, func(ctx context.Context, stream string) error {
		for {
			found, err := b.client.readFrom(ctx, stream, from)
			if err != nil {
				return err
			}
			missed, ok := entriesAfter(from, found)
			if !ok {
				end, err := b.client.lastOffset(ctx, stream)
				msgs = Messages{Offset: end.encode(), Lost: true}
				return err
			}
			if err := msgs.append(missed, nil); err != nil || len(found) < maxRead {
				return err
			}
			from = missed[len(missed)-1].offset
		}
	})
	return msgs, err
}

func (b *Bus) readHistory(ctx context.Context, topic string, read func(ctx context.Context, stream string) error) error {
	err := b.checkOpen(ctx)
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, b.timeout())
		defer cancel()
		err = read(ctx, streamName(b.shardOf(topic).prefix, topic))
	}
	if err != nil {
		return fmt.Errorf("redisbus: read history of %q: %w", topic, err)
	}
	return nil
}

func (m *Messages) append(found []entry, err error) error {
	for _, entry := range found {
		e, err := decode(entry.payload)
		if err != nil {
			return err
		}
		m.Offset = entry.offset.encode()
		m.Lost = m.Lost || e.lost
		if !e.noData {
			m.Data = append(m.Data, []byte(e.data))
		}
	}
	return err
}

func (o offset) encode() Offset {
	if !o.isSet() {
		return ""
	}
	return Offset(fmt.Sprintf("%d-%d-%d", o.epoch, o.seq, o.checksum))
}

func parseOffset(s Offset) (o offset, err error) {
	if s == "" {
		return o, nil
	}
	if _, err := fmt.Sscanf(string(s), "%d-%d-%d", &o.epoch, &o.seq, &o.checksum); err != nil || o.encode() != s {
		return o, fmt.Errorf("invalid offset %q", s)
	}
	return o, nil
}

// A historyFunc is the value of Bus.History.
type historyFunc func(topic string) History

func (f historyFunc) forTopic(topic string) History {
	if f == nil {
		return History{}
	}
	h := f(topic)
	if h.MaxLen < 0 || h.MaxAge < 0 || h.MaxAge > 0 && h.MaxAge < time.Millisecond {
		panic(fmt.Sprintf("redisbus: invalid History for topic %q: %+v", topic, h))
	}
	return h
}

func (b *Bus) mustHaveHistory(call, topic string) {
	if historyFunc(b.History).forTopic(topic).MaxLen == 0 {
		panic(fmt.Sprintf("redisbus: %s: Bus.History retains nothing of topic %q", call, topic))
	}
}
