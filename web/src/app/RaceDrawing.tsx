/** The stream and the wheel beside the sign-in form. */

export function RaceDrawing() {
  return (
    <svg className="racebg" viewBox="0 0 880 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <g fill="none" stroke="var(--mr-accent-line)" strokeWidth="1.5">
        <path d="M-40 136H82a140 140 0 0 1 140 140V400A218 218 0 0 0 440 618H960" opacity="1.00" />
        <path d="M-40 149H82a127 127 0 0 1 127 127V400A231 231 0 0 0 440 631H960" opacity="0.91" />
        <path d="M-40 162H82a114 114 0 0 1 114 114V400A244 244 0 0 0 440 644H960" opacity="0.81" />
        <path d="M-40 175H82a101 101 0 0 1 101 101V400A257 257 0 0 0 440 657H960" opacity="0.71" />
        <path d="M-40 188H82a88 88 0 0 1 88 88V400A270 270 0 0 0 440 670H960" opacity="0.62" />
        <path d="M-40 201H82a75 75 0 0 1 75 75V400A283 283 0 0 0 440 683H960" opacity="0.53" />
        <path d="M-40 214H82a62 62 0 0 1 62 62V400A296 296 0 0 0 440 696H960" opacity="0.43" />
        <path d="M-40 227H82a49 49 0 0 1 49 49V400A309 309 0 0 0 440 709H960" opacity="0.33" />
        <path d="M-40 240H82a36 36 0 0 1 36 36V400A322 322 0 0 0 440 722H960" opacity="0.24" />
      </g>
      <g fill="none" className="wheel">
        <circle cx="440" cy="400" r="176" strokeWidth="2" />
        <circle cx="440" cy="400" r="148" strokeWidth="2" />
        <circle cx="440" cy="400" r="24" strokeWidth="2" />
        <circle cx="440" cy="400" r="6" fill="var(--mr-accent-mark)" stroke="none" />
        <path d="M587.3 414.8L643.0 420.4" strokeWidth="4" strokeLinecap="round" />
        <path d="M463.9 402.4L587.3 414.8" strokeWidth="1.5" />
        <path d="M570.4 470.0L619.7 496.5" strokeWidth="4" strokeLinecap="round" />
        <path d="M533.7 514.6L569.1 557.9" strokeWidth="4" strokeLinecap="round" />
        <path d="M455.2 418.6L533.7 514.6" strokeWidth="1.5" />
        <path d="M482.7 541.7L498.9 595.3" strokeWidth="4" strokeLinecap="round" />
        <path d="M425.2 547.3L419.6 603.0" strokeWidth="4" strokeLinecap="round" />
        <path d="M437.6 423.9L425.2 547.3" strokeWidth="1.5" />
        <path d="M370.0 530.4L343.5 579.7" strokeWidth="4" strokeLinecap="round" />
        <path d="M325.4 493.7L282.1 529.1" strokeWidth="4" strokeLinecap="round" />
        <path d="M421.4 415.2L325.4 493.7" strokeWidth="1.5" />
        <path d="M298.3 442.7L244.7 458.9" strokeWidth="4" strokeLinecap="round" />
        <path d="M292.7 385.2L237.0 379.6" strokeWidth="4" strokeLinecap="round" />
        <path d="M416.1 397.6L292.7 385.2" strokeWidth="1.5" />
        <path d="M309.6 330.0L260.3 303.5" strokeWidth="4" strokeLinecap="round" />
        <path d="M346.3 285.4L310.9 242.1" strokeWidth="4" strokeLinecap="round" />
        <path d="M424.8 381.4L346.3 285.4" strokeWidth="1.5" />
        <path d="M397.3 258.3L381.1 204.7" strokeWidth="4" strokeLinecap="round" />
        <path d="M454.8 252.7L460.4 197.0" strokeWidth="4" strokeLinecap="round" />
        <path d="M442.4 376.1L454.8 252.7" strokeWidth="1.5" />
        <path d="M510.0 269.6L536.5 220.3" strokeWidth="4" strokeLinecap="round" />
        <path d="M554.6 306.3L597.9 270.9" strokeWidth="4" strokeLinecap="round" />
        <path d="M458.6 384.8L554.6 306.3" strokeWidth="1.5" />
        <path d="M581.7 357.3L635.3 341.1" strokeWidth="4" strokeLinecap="round" />
      </g>
    </svg>
  );
}
