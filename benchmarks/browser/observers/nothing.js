// The page as it is.
export {}
