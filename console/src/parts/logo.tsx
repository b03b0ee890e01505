/** The gate with rows passing through. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 7v18M24 7v18" />
      <path d="M13 10.5h6M13 21.5h6" opacity=".55" />
      <path d="M13 16h6" />
    </svg>
  );
}
