// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title UsdcProxy
/// @notice The upgradeable shell in front of {UsdcStandIn}, for local chains only.
/// @dev Behaves and costs like the proxy in front of the real token: every call that is not the admin's reads the admin
/// word (the admin may not reach the token at all) and the implementation word, then delegates.
contract UsdcProxy {
    bytes32 private constant _IMPLEMENTATION = keccak256("org.zeppelinos.proxy.implementation");
    bytes32 private constant _ADMIN = keccak256("org.zeppelinos.proxy.admin");

    event Upgraded(address implementation);
    event AdminChanged(address previousAdmin, address newAdmin);

    /// @dev Anybody but the admin is passed on to the token.
    modifier ifAdmin() {
        if (msg.sender == _read(_ADMIN)) {
            _;
        } else {
            _delegate();
        }
    }

    /// @param implementation_ A deployed {UsdcStandIn}.
    /// @param admin_ Who may upgrade; this address cannot use the token.
    /// @param initialization Call data delegated to the implementation at once; empty for none.
    constructor(address implementation_, address admin_, bytes memory initialization) {
        _setImplementation(implementation_);
        _write(_ADMIN, admin_);
        if (initialization.length != 0) _initialize(implementation_, initialization);
    }

    fallback() external payable {
        _refuseAdmin();
        _delegate();
    }

    receive() external payable {
        _refuseAdmin();
        _delegate();
    }

    function admin() external ifAdmin returns (address) {
        return _read(_ADMIN);
    }

    function implementation() external ifAdmin returns (address) {
        return _read(_IMPLEMENTATION);
    }

    function changeAdmin(address newAdmin) external ifAdmin {
        require(newAdmin != address(0), "Cannot change the admin of a proxy to the zero address");
        emit AdminChanged(_read(_ADMIN), newAdmin);
        _write(_ADMIN, newAdmin);
    }

    function upgradeTo(address newImplementation) external ifAdmin {
        _setImplementation(newImplementation);
        emit Upgraded(newImplementation);
    }

    function upgradeToAndCall(address newImplementation, bytes calldata data) external payable ifAdmin {
        _setImplementation(newImplementation);
        emit Upgraded(newImplementation);
        _initialize(newImplementation, data);
    }

    function _refuseAdmin() private view {
        require(msg.sender != _read(_ADMIN), "Cannot call fallback function from the proxy admin");
    }

    function _setImplementation(address newImplementation) private {
        require(newImplementation.code.length != 0, "Cannot set a proxy implementation to a non-contract address");
        _write(_IMPLEMENTATION, newImplementation);
    }

    function _initialize(address target, bytes memory data) private {
        (bool success, bytes memory reason) = target.delegatecall(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function _read(bytes32 slot) private view returns (address value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    function _write(bytes32 slot, address value) private {
        assembly ("memory-safe") {
            sstore(slot, value)
        }
    }

    /// @dev Leaves the contract: returns or reverts with whatever the implementation did.
    function _delegate() private {
        address target = _read(_IMPLEMENTATION);
        assembly {
            calldatacopy(0, 0, calldatasize())
            let success := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if success {
                return(0, returndatasize())
            }
            revert(0, returndatasize())
        }
    }
}
