// A program that does not compile.
package main

func main() {
	x := 1
	y := x
}
