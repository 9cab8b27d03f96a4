package redisbus

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// History is what Redis keeps of a topic: at least the last MaxLen messages, and not many more than 100 beyond, until MaxAge
// after the last one. Zero means nothing.
//
// What a subscriber of such a topic missed, because a connection broke, say, it is given from there, in order and once; it
// hears Lost only if that is no longer possible: more was missed than is kept, Redis came back without it, or the
// message never got to Redis. A subscriber is given at most 1,024 that it has not handled yet, as with every bus.
type History struct {
	MaxLen int           // messages. Zero means that nothing is kept
	MaxAge time.Duration // after the last message. Zero means 1 h
}

// An Offset is a place in the history of a topic, as text that may be stored. Zero means none.
type Offset string

// Messages are a part of the history of a topic.
type Messages struct {
	Data   [][]byte // the oldest first
	Offset Offset   // of the last message of the topic that was read; zero if nothing is kept
	Lost   bool     // something is missing before or between them: read the store
}

// Last reads the last n messages of topic, fewer if fewer are kept. It waits for Redis, no longer than ctx and Timeout allow,
// and fails if it does not answer, with pubsub.ErrClosed after Close. It panics if History keeps nothing of topic.
func (b *Bus) Last(ctx context.Context, topic string, n int) (Messages, error) {
	b.mustHaveHistory("Last", topic)
	if n <= 0 {
		panic(fmt.Sprintf("redisbus: Last of %q with %d messages", topic, n))
	}
	var p Messages
	err := b.readHistory(ctx, topic, func(ctx context.Context, stream string) error {
		found, err := b.client.readLast(ctx, stream, n)
		slices.Reverse(found)
		return p.append(found, err)
	})
	return p, err
}

// Since reads the messages of topic after an offset that Last or Since returned. If they are no longer all there, or at is
// zero, Messages has Lost and the offset from which to go on, but no messages. Otherwise it is as Last.
func (b *Bus) Since(ctx context.Context, topic string, at Offset) (Messages, error) {
	b.mustHaveHistory("Since", topic)
	from, err := parseOffset(at)
	if err != nil {
		return Messages{}, fmt.Errorf("read what is kept of %q: %w", topic, err)
	}
	p := Messages{Offset: at}
	err = b.readHistory(ctx, topic, func(ctx context.Context, stream string) error {
		for {
			found, err := b.client.readFrom(ctx, stream, from)
			if err != nil {
				return err
			}
			rest, ok := entriesAfter(from, found)
			if !ok {
				end, err := b.client.lastOffset(ctx, stream)
				p = Messages{Offset: end.encode(), Lost: true}
				return err
			}
			if err := p.append(rest, nil); err != nil || len(found) < maxRead {
				return err
			}
			from = rest[len(rest)-1].offset
		}
	})
	return p, err
}

func (b *Bus) readHistory(ctx context.Context, topic string, read func(ctx context.Context, stream string) error) error {
	err := b.checkOpen(ctx)
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, b.timeout())
		defer cancel()
		err = read(ctx, streamName(b.shardOf(topic).prefix, topic))
	}
	if err != nil {
		return fmt.Errorf("read what is kept of %q: %w", topic, err)
	}
	return nil
}

func (p *Messages) append(found []entry, err error) error {
	for _, k := range found {
		e, err := decode(k.payload)
		if err != nil {
			return err
		}
		p.Offset = k.offset.encode()
		p.Lost = p.Lost || e.lost
		if !e.noData {
			p.Data = append(p.Data, []byte(e.data))
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

func parseOffset(at Offset) (o offset, err error) {
	if at == "" {
		return o, nil
	}
	if _, err := fmt.Sscanf(string(at), "%d-%d-%d", &o.epoch, &o.seq, &o.checksum); err != nil || o.encode() != at {
		return o, fmt.Errorf("%q is no offset", at)
	}
	return o, nil
}

// histories is what Bus.History is.
type historyFunc func(topic string) History

func (f historyFunc) forTopic(topic string) History {
	if f == nil {
		return History{}
	}
	h := f(topic)
	if h.MaxLen < 0 || h.MaxAge < 0 || h.MaxAge > 0 && h.MaxAge < time.Millisecond {
		panic(fmt.Sprintf("redisbus: Bus.History of %q is %+v", topic, h))
	}
	return h
}

func (b *Bus) mustHaveHistory(call, topic string) {
	if historyFunc(b.History).forTopic(topic).MaxLen == 0 {
		panic(fmt.Sprintf("redisbus: %s of %q, of which Bus.History keeps nothing", call, topic))
	}
}
