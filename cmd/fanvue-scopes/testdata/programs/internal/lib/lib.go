// Package lib stands for a library that does not know the SDK.
package lib

import (
	"fmt"
	"reflect"
)

// Hook is a variable that the library calls.
var Hook func()

// Table is a variable that the library ranges over.
var Table = map[string]func(){}

// Server has a field that the library calls.
type Server struct {
	Handler  func()
	Worker   interface{ Work() }
	Children []*Server
}

// Default is a Server that the library has made.
var Default = &Server{}

// New makes a Server.
func New() *Server { return &Server{} }

// Run calls what it has.
func (s *Server) Run() {
	s.Handler()
	s.Worker.Work()
	for _, child := range s.Children {
		child.Run()
	}
}

// Actions returns a map that the library keeps.
func Actions() map[string]func() { return Table }

// Queue returns a channel from which the library takes functions.
func Queue() chan func() { return queue }

var queue = make(chan func())

func init() {
	go func() {
		for f := range queue {
			f()
		}
	}()
}

var stored = map[string]any{}

// Put keeps a value.
func Put(key string, value any) { stored[key] = value }

// Get returns a kept value.
func Get(key string) any { return stored[key] }

// Start calls a method of a value, if it has one.
func Start(value any) {
	if starter, ok := value.(interface{ Start() }); ok {
		starter.Start()
	}
}

// Closer is closed by the library.
type Closer interface{ Close() error }

// CloseAll closes values of a type.
func CloseAll[T Closer](values ...T) {
	for _, value := range values {
		_ = value.Close()
	}
}

// Apply calls a function with a value.
func Apply(value any, f func(any)) { f(value) }

// Through returns a value.
func Through[T any](value T) T { return value }

// Stack keeps values of a type.
type Stack[T any] struct{ items []T }

// Push adds an item.
func (s *Stack[T]) Push(item T) { s.items = append(s.items, item) }

// Pop removes the last item.
func (s *Stack[T]) Pop() T {
	item := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return item
}

// Visitor is called by Base.
type Visitor interface{ Visit() }

// Base calls the method of the type that embeds it.
type Base struct{ self Visitor }

// Bind sets what Walk calls.
func (b *Base) Bind(self Visitor) { b.self = self }

// Walk calls Visit.
func (b *Base) Walk() { b.self.Visit() }

// Visit does nothing.
func (b *Base) Visit() {}

// Print prints values.
func Print(values ...any) { fmt.Println(values...) }

// Logger logs.
type Logger interface{ Log(args ...any) }

// NewLogger returns a Logger.
func NewLogger() Logger { return logger{} }

type logger struct{}

func (logger) Log(args ...any) { fmt.Println(args...) }

// Wrap returns a function that calls another.
func Wrap(f func()) func() { return func() { f() } }

// Decorate returns an interface value of the library for one of the program.
func Decorate(w interface{ Work() }) interface{ Work() } { return decorated{w} }

type decorated struct{ inner interface{ Work() } }

func (d decorated) Work() { d.inner.Work() }

// Catch calls a function and starts what it panics with.
func Catch(f func()) (value any) {
	defer func() {
		value = recover()
		Start(value)
	}()
	f()
	return nil
}

// Handler handles values of a type.
type Handler[T any] interface{ Handle(T) }

// Handle calls a handler with a value.
func Handle[T any](h Handler[T], value T) { h.Handle(value) }

// Evaluate calls a function of any type, and starts its results.
func Evaluate(function any) {
	for _, result := range reflect.ValueOf(function).Call(nil) {
		Start(result.Interface())
	}
}

var constructors []reflect.Value

// Provide keeps a function that makes values.
func Provide(constructor any) { constructors = append(constructors, reflect.ValueOf(constructor)) }

// Resolve calls a function with values that the constructors make.
func Resolve(function any) {
	f := reflect.ValueOf(function)
	var arguments []reflect.Value
	for i := range f.Type().NumIn() {
		for _, constructor := range constructors {
			if constructor.Type().Out(0).AssignableTo(f.Type().In(i)) {
				Resolve(constructor.Interface())
				arguments = append(arguments, constructor.Call(nil)[0])
			}
		}
	}
	f.Call(arguments)
}

// Fresh starts new values of the type of a value, and of a type argument.
func Fresh[T any](value any) {
	Start(reflect.New(reflect.TypeOf(value)).Interface())
	Start(new(T))
}

// Serve calls a function with new values, and starts them.
func Serve(function any) {
	f := reflect.ValueOf(function)
	var arguments []reflect.Value
	for i := range f.Type().NumIn() {
		argument := reflect.New(f.Type().In(i))
		Start(argument.Interface())
		arguments = append(arguments, argument.Elem())
	}
	f.Call(arguments)
}
