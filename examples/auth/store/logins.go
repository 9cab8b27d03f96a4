package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"
)

// A Login is one user in one browser.
type Login struct {
	ID      string // not a secret: the session holds it
	User    User   // who has logged in
	Acting  User   // whose pages are shown: User, or the one to whom an administrator has switched
	Browser string
	Created time.Time
}

// IsSwitched reports whether an administrator sees the pages of another user.
func (l Login) IsSwitched() bool { return l.Acting.ID != l.User.ID }

// AddLogin adds a login of a user, which is valid for a time, and returns its ID.
func (s *Store) AddLogin(ctx context.Context, userID int64, browser string, valid time.Duration) (id string, err error) {
	id = rand.Text()
	now := time.Now()
	_, err = s.db.ExecContext(ctx, "insert into logins (id, user_id, browser, created, expires) values (?, ?, ?, ?, ?)",
		id, userID, browser, now.Unix(), now.Add(valid).Unix())
	return id, err
}

const selectLogins = `select logins.id, logins.browser, logins.created, ` + userColumns + `,
	acting.id, acting.email, acting.name, acting.password, acting.is_admin
	from logins join users on users.id = logins.user_id
	join users as acting on acting.id = coalesce(logins.acting_as, logins.user_id)
	where logins.expires > ? and `

// Login returns the login with an ID, or ErrNotFound if it has ended.
func (s *Store) Login(ctx context.Context, id string) (Login, error) {
	logins, err := s.logins(ctx, selectLogins+"logins.id = ?", id)
	if err != nil || len(logins) == 0 {
		return Login{}, notFoundIf(err == nil, err)
	}
	return logins[0], nil
}

// Logins returns the logins of a user, newest first.
func (s *Store) Logins(ctx context.Context, userID int64) ([]Login, error) {
	return s.logins(ctx, selectLogins+"logins.user_id = ? order by logins.created desc, logins.rowid desc", userID)
}

func (s *Store) logins(ctx context.Context, query string, arg any) (logins []Login, err error) {
	rows, err := s.db.QueryContext(ctx, query, time.Now().Unix(), arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l Login
		var created int64
		fields := append([]any{&l.ID, &l.Browser, &created}, l.User.fields()...)
		if err := rows.Scan(append(fields, l.Acting.fields()...)...); err != nil {
			return nil, err
		}
		l.Created = time.Unix(created, 0)
		logins = append(logins, l)
	}
	return logins, rows.Err()
}

// Act makes the pages of a login those of another user, or with 0 those of its own user again.
func (s *Store) Act(ctx context.Context, id string, userID int64) error {
	_, err := s.db.ExecContext(ctx, "update logins set acting_as = ? where id = ?", sql.NullInt64{Int64: userID, Valid: userID != 0}, id)
	return err
}

// EndLogin ends the login with an ID.
func (s *Store) EndLogin(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, "delete from logins where id = ?", id)
	return err
}

// EndLogins ends all logins of a user.
func (s *Store) EndLogins(ctx context.Context, userID int64) error {
	_, err := s.db.ExecContext(ctx, "delete from logins where user_id = ?", userID)
	return err
}

func notFoundIf(missing bool, err error) error {
	if missing {
		return ErrNotFound
	}
	return err
}
