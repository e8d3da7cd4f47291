"""What a book has around its text: before it cover, titles, imprint and contents; behind it index,
contributors, sources and colophon. Each is a leaf of its own, so that one edited post sets few of
them anew; each is there only when it has something to say."""
