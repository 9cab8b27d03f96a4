package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis is a Store that all nodes share. A room is a hash of messages and a sorted set of their IDs; of a reader there is a hash of how far each
// room was read, for 90 days after the last time.
type Redis struct {
	Client redis.UniversalClient
	Limit  int // of messages per room. Zero means the constant Limit
}

// The braces put both keys of a room into one slot of a cluster.
func idsOf(room string) string      { return "chat:{" + room + "}:ids" }
func messagesOf(room string) string { return "chat:{" + room + "}:messages" }
func readBy(reader string) string   { return "chat:read:" + reader }

const remembered = 90 * 24 * time.Hour

// memberOf is an ID as text that sorts as it does.
func memberOf(id int64) string { return fmt.Sprintf("%016x", id) }

// add: keys ids, messages; member, JSON, limit.
var add = redis.NewScript(`
if redis.call("HSETNX", KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call("ZADD", KEYS[1], 0, ARGV[1])
local over = redis.call("ZCARD", KEYS[1]) - tonumber(ARGV[3])
if over > 0 then
	redis.call("HDEL", KEYS[2], unpack(redis.call("ZRANGE", KEYS[1], 0, over - 1)))
	redis.call("ZREMRANGEBYRANK", KEYS[1], 0, over - 1)
end
return 1`)

func (s *Redis) Add(ctx context.Context, m Message) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return add.Run(ctx, s.Client, []string{idsOf(m.Room), messagesOf(m.Room)}, memberOf(m.ID), data, cmp.Or(s.Limit, Limit)).Err()
}

// swap puts a message in the place of what was read, unless that has changed meanwhile: keys ids, messages; member, old and new JSON, which is
// empty to delete.
var swap = redis.NewScript(`
if redis.call("HGET", KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] ~= "" then
	redis.call("HSET", KEYS[2], ARGV[1], ARGV[3])
else
	redis.call("HDEL", KEYS[2], ARGV[1])
	redis.call("ZREM", KEYS[1], ARGV[1])
end
return 1`)

// replace gives a message of author to change, which returns what to keep of it.
func (s *Redis) replace(ctx context.Context, room string, id int64, author string, change func(*Message) ([]byte, error)) (m Message, err error) {
	for {
		old, err := s.Client.HGet(ctx, messagesOf(room), memberOf(id)).Result()
		if errors.Is(err, redis.Nil) {
			return Message{}, ErrNotYours
		}
		if err != nil {
			return Message{}, err
		}
		if err := json.Unmarshal([]byte(old), &m); err != nil {
			return Message{}, fmt.Errorf("store: read message %d: %w", id, err)
		}
		if m.Author != author {
			return Message{}, ErrNotYours
		}
		data, err := change(&m)
		if err != nil {
			return Message{}, err
		}
		done, err := swap.Run(ctx, s.Client, []string{idsOf(room), messagesOf(room)}, memberOf(id), old, data).Int()
		if err != nil || done == 1 {
			return m, err
		}
	}
}

func (s *Redis) Edit(ctx context.Context, room string, id int64, author, text string) (Message, error) {
	return s.replace(ctx, room, id, author, func(m *Message) ([]byte, error) {
		m.Text, m.Edited = text, true
		return json.Marshal(m)
	})
}

func (s *Redis) Delete(ctx context.Context, room string, id int64, author string) error {
	_, err := s.replace(ctx, room, id, author, func(*Message) ([]byte, error) { return nil, nil })
	return err
}

// before: keys ids, messages; upper end, number.
var before = redis.NewScript(`
local ids = redis.call("ZREVRANGEBYLEX", KEYS[1], ARGV[1], "-", "LIMIT", 0, ARGV[2])
if #ids == 0 then return {} end
return redis.call("HMGET", KEYS[2], unpack(ids))`)

func (s *Redis) Before(ctx context.Context, room string, id int64, n int) ([]Message, error) {
	end := "+"
	if id > 0 {
		end = "(" + memberOf(id)
	}
	found, err := before.Run(ctx, s.Client, []string{idsOf(room), messagesOf(room)}, end, n).StringSlice()
	if err != nil {
		return nil, err
	}
	all := make([]Message, len(found))
	for i, data := range found {
		if err := json.Unmarshal([]byte(data), &all[len(all)-1-i]); err != nil {
			return nil, fmt.Errorf("store: read a message of %s: %w", room, err)
		}
	}
	return all, nil
}

// mark: key of the reader; room, member, seconds.
var mark = redis.NewScript(`
local old = redis.call("HGET", KEYS[1], ARGV[1])
if not old or old < ARGV[2] then redis.call("HSET", KEYS[1], ARGV[1], ARGV[2]) end
return redis.call("EXPIRE", KEYS[1], ARGV[3])`)

func (s *Redis) Mark(ctx context.Context, reader, room string, id int64) error {
	return mark.Run(ctx, s.Client, []string{readBy(reader)}, room, memberOf(id), int(remembered.Seconds())).Err()
}

func (s *Redis) Unread(ctx context.Context, reader string, rooms []string) (map[string]int, error) {
	read, err := s.Client.HGetAll(ctx, readBy(reader)).Result()
	if err != nil {
		return nil, err
	}
	counts, newest := map[string]*redis.IntCmd{}, map[string]*redis.StringSliceCmd{}
	_, err = s.Client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, room := range rooms {
			if at, known := read[room]; known {
				counts[room] = p.ZLexCount(ctx, idsOf(room), "("+at, "+")
			} else {
				newest[room] = p.ZRevRange(ctx, idsOf(room), 0, 0)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	unread := map[string]int{}
	for room, n := range counts {
		if n.Val() > 0 {
			unread[room] = int(n.Val())
		}
	}
	for room, ids := range newest {
		at := append(ids.Val(), memberOf(0))[0]
		if err := mark.Run(ctx, s.Client, []string{readBy(reader)}, room, at, int(remembered.Seconds())).Err(); err != nil {
			return nil, err
		}
	}
	return unread, nil
}
