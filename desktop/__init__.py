"""The window: shows and forwards. Never computes, never opens the library, never imports a native model runtime."""
