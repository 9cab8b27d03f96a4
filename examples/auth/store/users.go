package store

import (
	"context"
	"errors"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A User is a user.
type User struct {
	ID       int64
	Email    string // in lower case
	Name     string
	Password string // hash
	IsAdmin  bool
}

const userColumns = "users.id, users.email, users.name, users.password, users.is_admin"

func (u *User) fields() []any { return []any{&u.ID, &u.Email, &u.Name, &u.Password, &u.IsAdmin} }

// Address returns an email address as the store compares it.
func Address(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// AddUser adds a user and returns the ID. It returns ErrTaken if another one has the address.
func (s *Store) AddUser(ctx context.Context, u User) (id int64, err error) {
	row := s.db.QueryRowContext(ctx, "insert into users (email, name, password, is_admin) values (?, ?, ?, ?) returning id",
		Address(u.Email), u.Name, u.Password, u.IsAdmin)
	err = row.Scan(&id)
	if failed, ok := errors.AsType[*sqlite.Error](err); ok && failed.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		return 0, ErrTaken
	}
	return id, err
}

// UserByEmail returns the user with an address, or ErrNotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (u User, err error) {
	row := s.db.QueryRowContext(ctx, "select "+userColumns+" from users where email = ?", Address(email))
	return u, notFound(row.Scan(u.fields()...))
}

// Users returns all users, by name.
func (s *Store) Users(ctx context.Context) (users []User, err error) {
	rows, err := s.db.QueryContext(ctx, "select "+userColumns+" from users order by name, id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(u.fields()...); err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

// SetAdmin sets whether a user is an administrator.
func (s *Store) SetAdmin(ctx context.Context, id int64, isAdmin bool) error {
	_, err := s.db.ExecContext(ctx, "update users set is_admin = ? where id = ?", isAdmin, id)
	return err
}
