package redisbus

import "github.com/redis/go-redis/v9"

// WithoutLoss, WithoutNumbers and WithoutProbe take a protection away. Call them before the bus is used.
func (b *Bus) WithoutLoss()    { b.without.loss = true }
func (b *Bus) WithoutNumbers() { b.without.numbers = true }
func (b *Bus) WithoutProbe()   { b.without.probe = true }

// AddHook gets between the bus and Redis.
func (b *Bus) AddHook(h redis.Hook) error {
	err := b.open()
	if err == nil {
		b.client.AddHook(h)
	}
	return err
}
